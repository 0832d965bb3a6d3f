"""Pruning database and archive together: the files that go, deaths in between, and that nothing kept is ever missed."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from portalaudit import clock
from portalaudit.archive.alone import alone
from portalaudit.audit.keeping.prune import orphaned, plan, prune
from portalaudit.errors import ArchiveError, StoreError
from portalaudit.store import engine as store
from portalaudit.store import tables
from portalaudit.store.health import database_problems
from portalaudit.store.retention import shipped_rule
from tests.audit.keeping.made import expected, files, fill, pruning, snapshot, unreached
from tests.store.years import NOW, Night, Took, back, every_night


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def nights_of(count: int) -> list[Night]:
    """Nights long ago: each repeats a page of the first one, and goes on with an answer of the night before."""
    found: list[Night] = []
    for number, night in enumerate(every_night(back(1_500 + count), back(1_501))):
        took = [Took(f"{night.id}-{one}", str(one)) for one in range(4)]
        took.append(Took(f"{night.id}-page", "5", repeats=f"{found[0].id}-0" if found else None))
        uses = (f"{found[-1].id}-1",) if found else ()
        found.append(Night(night.id, night.taken_at, captures=tuple(took), uses=uses, digest=f"sha256:{number:064x}"))
    return found


def test_files_go_with_their_rows(engine: Engine, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    fill(engine, archive, nights_of(60))
    assert files(archive) == expected(engine)
    would = plan(url_of(engine), archive, NOW)
    done = prune(url_of(engine), archive, NOW, asked=True)
    assert (done.audits, done.segments, done.held_segments) == (would.audits, would.segments, would.held_segments)
    assert done.audits > 50
    assert files(archive) == expected(engine)
    assert database_problems(engine) == ()
    again = prune(url_of(engine), archive, NOW, asked=True)
    assert (again.audits, again.captures, again.segments, again.bytes) == (0, 0, 0, 0)


@pytest.mark.parametrize("delay", [0.05, 0.2, 0.5])
def test_killed_at_any_moment_the_next_one_goes_on(engine: Engine, tmp_path: Path, delay: float) -> None:
    archive = tmp_path / "archive"
    fill(engine, archive, nights_of(250))
    process = pruning(url_of(engine), archive)
    time.sleep(delay)
    process.kill()
    process.wait()
    assert unreached(engine, archive) == []
    assert database_problems(engine) == ()
    prune(url_of(engine), archive, NOW, asked=True)
    assert files(archive) == expected(engine)
    assert database_problems(engine) == ()


def test_two_at_once_do_not_meet(engine: Engine, tmp_path: Path) -> None:
    with alone(tmp_path / "archive"), pytest.raises(ArchiveError, match="by another process"):
        prune(url_of(engine), tmp_path / "archive", NOW)


def test_a_clock_set_forward_prunes_nothing(engine: Engine, tmp_path: Path) -> None:
    fill(engine, tmp_path, every_night(back(300), back(1)))
    with pytest.raises(StoreError, match="is the clock right"):
        prune(url_of(engine), tmp_path, NOW + timedelta(days=4_000))
    assert prune(url_of(engine), tmp_path, NOW).audits == 0


def test_strangers_stay_and_orphans_are_told(engine: Engine, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    fill(engine, archive, [Night("known", back(1), captures=(Took("a"),), digest=f"sha256:{1:064x}")])
    there = files(archive)
    strange = {
        "segments/2020/01/lost-20200101000000-0.warc.gz", "segments/2020/01/submitted-x-20200101000000-0.warc.gz",
        "segments/2020/01/notes.txt", "segments/lost-20200101000000-0.warc.gz", "spool/lost-20200101000000-1.warc.gz",
        "segments/2020/01/young-20200101000000-0.warc.gz",
    }  # fmt: skip
    for name in strange:
        (archive / name).parent.mkdir(parents=True, exist_ok=True)
        (archive / name).write_bytes(b"1")
    snapshot(archive, f"sha256:{2:064x}")
    long_ago = (clock.now() - timedelta(hours=2)).timestamp()

    for path in [*archive.rglob("*")]:
        if "young" not in path.name:
            os.utime(path, (long_ago, long_ago))
    lost = orphaned(engine, archive)
    assert [path.relative_to(archive).as_posix() for path in lost] == [
        "segments/2020/01/lost-20200101000000-0.warc.gz", f"snapshots/{2:064x}",
    ]  # fmt: skip
    assert prune(url_of(engine), archive, NOW).orphans == 0
    assert prune(url_of(engine), archive, NOW, orphans=True).orphans == 2
    assert files(archive) == there | strange - {"segments/2020/01/lost-20200101000000-0.warc.gz"}


MOMENT = st.integers(1, 2_500).map(lambda days: back(days + 0.25))


@st.composite
def histories(draw: st.DrawFn) -> list[Night]:
    """Nights of two targets, complete or not, that repeat and use what any earlier one took."""
    nights: list[Night] = []
    taken: list[str] = []
    for number, moment in enumerate(sorted(draw(st.lists(MOMENT, min_size=2, max_size=14, unique=True)))):
        captures = tuple(
            Took(f"c{number}-{one}", str(draw(st.integers(0, 1))), repeats=draw(st.sampled_from([None, *taken])))
            for one in range(draw(st.integers(0, 3)))
        )
        uses = draw(st.lists(st.sampled_from(taken), max_size=3, unique=True)) if taken else []
        target = draw(st.sampled_from(["a", "b"]))
        state = draw(st.sampled_from(["complete", "complete", "complete", "stopped", "running"]))
        nights.append(
            Night(f"n{number}", moment, target, state == "complete", state == "running", captures, tuple(uses),
                  None if state == "running" else f"sha256:{number:064x}")
        )  # fmt: skip
        taken += [took.id for took in captures]
    return nights


def reached(engine: Engine) -> set[str]:
    """All captures that the audits that are there reach, told another way than the store does."""
    with store.reading(engine) as connection:
        alive = set(connection.scalars(sa.select(tables.audits.c.number).where(tables.audits.c.pruned_at.is_(None))))
        rows = connection.execute(sa.select(tables.captures.c.id, tables.captures.c.audit, tables.captures.c.revisit_of)).all()
        uses = connection.execute(sa.select(tables.audit_uses.c.audit, tables.audit_uses.c.captures)).all()
    behind = {row.id: row.revisit_of for row in rows}
    waiting = [row.id for row in rows if row.audit in alive]
    waiting += [name for row in uses if row.audit in alive for name in row.captures]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [behind[name]] if behind.get(name) else []
    return found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(nights=histories(), steps=st.lists(st.integers(0, 3_000), min_size=1, max_size=3).map(sorted))
def test_pruning_never_takes_what_a_kept_audit_reaches(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory, nights: list[Night], steps: list[int]
) -> None:
    archive = tmp_path_factory.mktemp("archive")
    empty(engine)
    fill(engine, archive, nights)
    with store.reading(engine) as connection:
        everything = set(connection.scalars(sa.select(tables.captures.c.id)))
    for days in steps:
        prune(url_of(engine), archive, NOW + timedelta(days=days), asked=True)
        with store.reading(engine) as connection:
            left = set(connection.scalars(sa.select(tables.captures.c.id)))
        assert reached(engine) <= left <= everything
        assert files(archive) == expected(engine)
        assert database_problems(engine) == ()
    beyond = NOW + timedelta(days=steps[-1]) + shipped_rule().at_work * 2
    prune(url_of(engine), archive, beyond, asked=True)
    prune(url_of(engine), archive, beyond + shipped_rule().unfinished, asked=True)
    with store.reading(engine) as connection:
        assert set(connection.scalars(sa.select(tables.captures.c.id))) == reached(engine)


def empty(engine: Engine) -> None:
    """Take away what an earlier example left."""
    with store.writing(engine) as connection:
        for name in ("captures", "segments", "audits"):
            connection.execute(sa.delete(tables.METADATA.tables[name]))
