"""`db` and `doctor`: the state of a database and of an installation."""

from pathlib import Path

import pytest

from portalaudit import migrations
from tests.cli.commands import say
from tests.cli.conftest import Audited, Desk


def test_up_and_down(desk: Desk) -> None:
    """An empty database, upgraded, taken down, and up to a revision by name."""
    newest = migrations.head()
    assert desk.say("db", "current").out == f"empty (newest: {newest}; run `portalaudit db upgrade`)\n"
    assert desk.say("db", "upgrade").out == f"schema {newest}\n"
    assert desk.say("db", "current").out == f"{newest}\n"
    assert desk.say("db", "upgrade", "base").code == 0
    assert desk.say("db", "current").out.startswith("empty")
    assert desk.say("db", "upgrade", newest).out == f"schema {newest}\n"


def test_a_sound_database(audited: Audited) -> None:
    checked, stats = audited.say("db", "check"), audited.say("db", "stats")

    assert (checked.code, checked.out) == (0, "consistent\n")
    assert stats.code == 0
    assert {line.split()[0] for line in stats.out.splitlines()[1:] if line} >= {"audits", "captures", "findings", "subjects"}
    assert "\x1b" not in stats.out


def test_an_archive_that_lost_a_segment(desk: Desk, audited: Audited) -> None:
    """`db check` looks at the archive too, exits 1 and names what is missing."""
    said = say("--db", audited.db, "--archive", desk.folder / "elsewhere", "db", "check")

    assert said.code == 1
    assert "segment that the archive lacks" in said.out


def test_a_good_installation() -> None:
    """One line each, all good, in an empty home."""
    said = say("doctor")
    names = [line.split()[1].rstrip(":") for line in said.out.splitlines()]

    assert (said.code, said.err) == (0, "")
    assert all(line.startswith("good ") for line in said.out.splitlines())
    assert names == ["portalaudit", "database", "archive", "registry", "connectors", "checks", "rubrics", "telling", "contact"]


@pytest.mark.parametrize("part", ["database", "archive"])
def test_a_broken_installation(desk: Desk, part: str) -> None:
    """What is broken is named, the rest is looked at all the same, and the exit code is 2."""
    file = desk.folder / "file"
    file.write_text("no folder, no database, " * 100, encoding="utf-8")
    said = (
        say("--db", f"sqlite:///{file}", "--archive", desk.archive, "doctor")
        if part == "database"
        else say("--db", desk.db, "--archive", file / "below", "doctor")
    )

    assert said.code == 2
    assert f"broken  {part}: " in said.out
    assert "good    checks: " in said.out


def test_a_database_that_is_behind(desk: Desk) -> None:
    """A schema that is not this software's is refused with what to do."""
    from portalaudit.store import engine as engines

    desk.say("db", "upgrade")
    engine = engines.open(desk.db)
    with engines.writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    engine.dispose()
    for line in (["show", "last"], ["cities", "list"], ["db", "stats"]):
        said = desk.say(*line)
        assert (said.code, said.out) == (2, "")
        assert "db upgrade" in said.err
    assert "broken  database" in desk.say("doctor").out


def test_the_default_places(tmp_path: Path) -> None:
    """Without settings, database and archive are in the user's data folder."""
    assert say("db", "upgrade").code == 0
    assert [path.name for path in (tmp_path / "home").rglob("*.sqlite")] == ["portalaudit.sqlite"]
