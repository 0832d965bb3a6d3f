"""A backup made, restored elsewhere on both databases, and found to be the same."""

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import psycopg
import pytest

from portalaudit.archive.alone import alone
from portalaudit.archive.mirror import files_of
from portalaudit.audit.keeping.backup import back_up
from portalaudit.audit.keeping.state import check
from portalaudit.audit.run import run_all
from portalaudit.demo.generate import generate
from portalaudit.demo.server import serve
from portalaudit.errors import ArchiveError, StoreError, UsageError
from portalaudit.store import engine as store
from portalaudit.store.audits import list_audits
from tests.databases import KINDS, fresh, postgresql_server
from tests.end_to_end.auditing import Place, unwatched

ONLY = pytest.mark.parametrize("place", ["postgresql"], indirect=True)
"""SQLite needs no program."""


@cache
def programs_folder() -> Path:
    """Where the server's own programs are."""
    with psycopg.connect(postgresql_server()) as connection:
        row = connection.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetchone()
    assert row is not None
    return Path(row[0])


@pytest.fixture(scope="module", params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Two audits of a small portal."""
    folder = tmp_path_factory.mktemp("place")
    with fresh(request.param, folder) as url, serve(generate("ckan", 20, 3)) as portal:
        made = Place(url, folder / "archive")
        for _ in range(2):
            list(run_all(made.options(), [portal.url], unwatched))
        yield made


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump of the server's own version."""
    monkeypatch.setenv("PATH", f"{programs_folder()}:/usr/bin:/bin")


def audits_of(place: Place) -> list[str]:
    engine = store.open(place.db)
    found = [row.id for row in list_audits(engine)]
    engine.dispose()
    return found


def restored(place: Place, backup: Path, folder: Path, url: str) -> Place:
    """As docs/keeping.md says."""
    shutil.copytree(backup / "archive", folder / "elsewhere")
    if url.startswith("sqlite"):
        shutil.copy(backup / "portalaudit.db", url.removeprefix("sqlite:///"))
    else:
        line = [
            programs_folder() / "pg_restore",
            "--no-owner",
            "--exit-on-error",
            f"--dbname={url}",
            backup / "portalaudit.pgdump",
        ]
        subprocess.run(line, check=True)
    return Place(url, folder / "elsewhere")


def test_what_is_restored_elsewhere_is_the_same(place: Place, tmp_path: Path) -> None:
    done = back_up(place.db, place.archive, tmp_path / "backup")
    assert done.problems == ()
    assert done.archive.files == done.archive.linked == len(list(files_of(place.archive)))
    kind = "sqlite" if place.db.startswith("sqlite") else "postgresql"
    (tmp_path / "new").mkdir()
    with fresh(kind, tmp_path / "new") as url:
        again = restored(place, tmp_path / "backup", tmp_path, url)
        assert audits_of(again) == audits_of(place)
        found = check(again.db, again.archive, deep=True)
        assert found.problems == found.notes == ()
        for audit in audits_of(place):
            assert again.again(audit) == place.again(audit)


def test_a_second_backup_brings_what_is_new_and_drops_what_went(place: Place, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    first = back_up(place.db, place.archive, target, copies=True)
    assert first.archive.linked == 0
    victim = next(target.glob("archive/segments/*/*/*.warc.gz"))
    whole = victim.read_bytes()
    stale = target / "archive" / "segments" / "2020" / "01" / "x-20200101000000-0.warc.gz"
    stale.parent.mkdir(parents=True)
    stale.write_bytes(b"1")
    victim.write_bytes(whole[:10])
    second = back_up(place.db, place.archive, target)
    assert (second.dropped, second.archive.files, second.problems) == (1, first.archive.files, ())
    assert not stale.exists()
    assert victim.read_bytes() == whole


@pytest.mark.parametrize("what", ["other-files", "inside-the-archive"])
def test_what_is_refused(place: Place, tmp_path: Path, what: str) -> None:
    target = tmp_path / "backup"
    if what == "other-files":
        target.mkdir()
        (target / "holiday.jpg").write_bytes(b"")
    else:
        target = place.archive / "backup"
    with pytest.raises(UsageError):
        back_up(place.db, place.archive, target)


@ONLY
def test_without_pg_dump_it_says_what_to_install(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="postgresql-client"):
        back_up(place.db, place.archive, tmp_path / "backup")


def test_pruning_waits_for_nobody_while_a_backup_is_made(place: Place, tmp_path: Path) -> None:
    with alone(place.archive), pytest.raises(ArchiveError, match="pruned or backed up"):
        back_up(place.db, place.archive, tmp_path / "backup")


@ONLY
def test_a_dump_that_fails_says_why(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    (tmp_path / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump: error: no space' >&2\nexit 1\n")
    (tmp_path / "pg_dump").chmod(0o755)
    with pytest.raises(StoreError, match="pg_dump failed: pg_dump: error: no space"):
        back_up(place.db, place.archive, tmp_path / "backup")


@ONLY
def test_no_password_stands_in_an_argument(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody on a machine can read the arguments of its processes."""
    user = psycopg.conninfo.conninfo_to_dict(place.db)
    said = tmp_path / "said"
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    (tmp_path / "pg_dump").write_text(f'#!/bin/sh\necho "$@" >{said}\necho "$PGPASSWORD $PGDATABASE" >>{said}\nexit 1\n')
    (tmp_path / "pg_dump").chmod(0o755)
    url = place.db.replace("://", "://", 1)
    name = str(user["user"])
    secret = url.replace(f"{name}:@", f"{name}:pass-word@").replace(f"{name}@", f"{name}:pass-word@")
    with pytest.raises(StoreError):
        back_up(secret, place.archive, tmp_path / "backup")
    arguments, told = said.read_text().splitlines()
    assert "pass-word" not in arguments
    assert told == f"pass-word {user['dbname']}"
