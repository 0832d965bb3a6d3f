"""`db keep`, `db prune`, `db vacuum`, `db backup`, `db stats` and `db check` as a person uses them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.commands import say
from tests.cli.conftest import Audited, Desk


@pytest.fixture
def name(audited: Audited) -> str:
    """The audit's id."""
    return str(audited.document["audit"])


def test_a_mark_is_set_listed_and_taken_away(audited: Audited, name: str) -> None:
    assert audited.say("db", "keep", "last").out == f"{name}: kept until `portalaudit db keep --release`\n"
    listed = audited.say("db", "keep").out.splitlines()
    assert listed[0].split() == ["audit", "taken", "of", "why", "since"]
    assert listed[1].split()[0] == name
    assert listed[1].split()[3] == "marked"
    assert audited.say("db", "keep", "last", "--release").out == f"{name}: was marked; retention may take it now\n"
    assert audited.say("db", "keep", "last", "--release").out == f"{name}: was not marked\n"


@pytest.mark.parametrize(("form", "why"), [("html", "exported"), ("csv", "")])
def test_what_is_handed_to_people_is_kept(audited: Audited, name: str, tmp_path: Path, form: str, why: str) -> None:
    assert audited.say("export", name, "-o", tmp_path / "x", "--format", form).code == 0
    assert (name in audited.say("db", "keep").out) == bool(why)
    assert audited.say("db", "keep", name, "--release").out.startswith(f"{name}: was {why or 'not marked'}")


def test_an_export_from_a_database_that_cannot_be_written_goes_on(audited: Audited, name: str, tmp_path: Path) -> None:
    """Retention may take the audit one day, and one line says so."""
    refuses = (
        "CREATE TRIGGER refuses BEFORE INSERT ON keeps BEGIN SELECT RAISE(FAIL, 'attempt to write a readonly database'); END"
    )
    with closing(sqlite3.connect(audited.folder / "db.sqlite", isolation_level=None)) as connection:
        connection.execute(refuses)
        said = audited.say("export", name, "-o", tmp_path / "x", "--format", "html")
        connection.execute("DROP TRIGGER refuses")
    assert said.code == 0
    assert (tmp_path / "x").stat().st_size > 10_000
    assert f"retention may take audit {name} one day (the database at {audited.folder}/db.sqlite cannot be written" in said.err


def test_pruning_says_what_went_and_what_would_go(audited: Audited, name: str) -> None:
    nothing = "0 audits {}, 0 captures, 0 segments, 0 snapshots: 0 bytes of the archive\n"
    assert audited.say("db", "prune", "--dry-run").out == nothing.format("would go")
    assert audited.say("db", "prune").out == nothing.format("went")
    assert audited.say("show", name).code == 0


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["prune", "--now", "2030-01-01"], "--dry-run"), (["prune", "--dry-run", "--now", "soon"], "2028-01-31"),
        (["keep", "--release"], "audit"), (["keep", "nobody-xx"], "no audit 'nobody-xx'"),
    ],
    ids=["now-alone", "no-day", "release-of-none", "unknown"],
)  # fmt: skip
def test_what_is_not_meant(audited: Audited, arguments: list[str], word: str) -> None:
    said = audited.say("db", *arguments)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert word in said.err


def test_stats_weigh_tables_archive_and_a_night(audited: Audited) -> None:
    said = audited.say("db", "stats").out
    assert "1 audits have results: " in said
    assert "retention would take 0 audits now: 0 bytes of the archive" in said
    (years,) = [line.split() for line in said.splitlines() if line.startswith("in all") and len(line.split()) == 4]
    assert all(int(cell.replace(",", "")) > 1_000 for cell in years[2:])


def test_vacuum_says_the_size_before_and_after(audited: Audited) -> None:
    before, after = [int(word.replace(",", "")) for word in audited.say("db", "vacuum").out.split() if word[0].isdigit()]
    assert before >= after > 100_000
    assert audited.say("db", "check").out == "consistent\n"


def test_a_backup_can_be_used_at_once(audited: Audited, name: str, tmp_path: Path) -> None:
    said = audited.say("db", "backup", tmp_path / "backup")
    assert said.code == 0
    assert said.out.startswith(f"{tmp_path}/backup/portalaudit.db\n")
    copy = ("--db", f"sqlite:///{tmp_path}/backup/portalaudit.db", "--archive", tmp_path / "backup" / "archive")
    assert say(*copy, "db", "check", "--deep").out == "consistent\n"
    assert say(*copy, "show", name, "--output", "json").out == audited.say("show", name, "--output", "json").out


def test_a_deep_check_reads_every_byte(desk: Desk, audited: Audited, tmp_path: Path) -> None:
    audited.say("db", "backup", tmp_path / "backup", "--copy")
    copy = ("--db", f"sqlite:///{tmp_path}/backup/portalaudit.db", "--archive", tmp_path / "backup" / "archive")
    victim = next((tmp_path / "backup" / "archive").glob("segments/*/*/*.warc.gz"))
    body = bytearray(victim.read_bytes())
    body[len(body) // 2] ^= 0xFF
    victim.write_bytes(body)
    assert say(*copy, "db", "check").out == "consistent\n"
    said = say(*copy, "db", "check", "--deep")
    assert said.code == 1
    assert said.out.startswith("capture that the archive does not hold as it was recorded: ")
