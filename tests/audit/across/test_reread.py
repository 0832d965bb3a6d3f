"""An archive read again: what another reading moved is told apart from what checks and rubrics moved, and from what is lost."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.audit.across.test_recheck import KEYWORDS, SHORT, alone, attributed
from tests.audit.across.versions import LATER, SHORTER, Edit, Then, a_rubric, audited, share, software

OTHERWISE: Edit = ("connectors/dcat/entry.py", '"keywords": ("keyword", "keywords")', '"keywords": ("title",)')
"""Keywords are looked for elsewhere, and found for all ten datasets."""
RULES = {"LENGTH": share(SHORT, 0.5), "WORDS": share(KEYWORDS, 0.9), "TITLE": share("title_missing", 0.9)}


@pytest.fixture
def then(tmp_path: Path) -> Then:
    return audited(tmp_path, a_rubric("1", **RULES))


def rows(then: Then, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Run a statement on the database."""
    with closing(sqlite3.connect(then.folder / "db.sqlite")) as database, database:
        return database.execute(statement, values).fetchall()


def test_the_same_reading(then: Then) -> None:
    assert then.moved(command="reread") == then.document


def test_another_reading(then: Then, tmp_path: Path) -> None:
    """By later software, which has another threshold too, and by a later rubric."""
    rubric = then.file("now.toml", a_rubric("2", **{**RULES, "TITLE": share("license_missing", 0.9)}))
    env = software(tmp_path / "later", LATER, SHORTER, OTHERWISE)
    document = then.moved("--rubric", rubric, command="reread", env=env)

    assert attributed(document) == {"LENGTH": alone("checks"), "WORDS": alone("reading"), "TITLE": alone("rubric")}
    assert {cause.split(":")[0] for cause in document["causes"]} == {"software", "rubric", "reading"}
    (trees,) = document["moved"]
    steps = {tuple(step["new"]): step["counts"]["met"] for step in trees["steps"]}
    assert steps == {("checks",): 2, ("rubric",): 0, ("reading", "checks"): 3, ("checks", "rubric"): 1}
    assert "WORDS: moved by another reading of the archive" in " ".join(
        then.again("--rubric", rubric, command="reread", env=env).out.split()
    )


def test_what_the_archive_holds_no_more(then: Then) -> None:
    """The end of the segment is lost, and the feed with it."""
    ((segment, offset),) = rows(
        then,
        "SELECT segments.name, captures.offset FROM captures JOIN segments ON segments.id = captures.segment "
        "WHERE url LIKE '%/data.json' ORDER BY captures.offset LIMIT 1",
    )
    with (then.place.archive / str(segment)).open("r+b") as file:
        file.truncate(int(str(offset)))
    document = then.moved(command="reread")

    assert attributed(document) == dict.fromkeys(("LENGTH", "WORDS", "TITLE"), alone("data"))
    assert any(cause.startswith("data: the archive holds ") for cause in document["causes"])


def test_snapshots_that_are_gone(then: Then, tmp_path: Path) -> None:
    """Nothing can be judged between a reading that can't be undone and the checks of its day."""
    shutil.rmtree(then.place.archive / "snapshots")
    rubric = then.file("now.toml", a_rubric("2", **{**RULES, "LENGTH": share(SHORT, 0.6)}))
    same = then.moved("--rubric", rubric, command="reread", env=software(tmp_path / "a", LATER, SHORTER))
    other = then.moved(command="reread", env=software(tmp_path / "b", LATER, SHORTER, OTHERWISE))

    assert attributed(same) == {"LENGTH": alone("checks")}
    assert [step["new"] for step in same["moved"][0]["steps"]] == [["checks"], ["rubric"]]
    assert attributed(other) == dict.fromkeys(("LENGTH", "WORDS"), (("reading", "checks"), True))


def test_a_rubric_whose_text_was_not_kept(then: Then, tmp_path: Path) -> None:
    """The rubric of then can't be graded by any more; the counts of then can still be graded by that of now."""
    rows(then, "UPDATE rubric_versions SET source = 'rule = ['")
    rubric = then.file("now.toml", a_rubric("2", **{**RULES, "TITLE": share("license_missing", 0.9)}))
    document = then.moved("--rubric", rubric, env=software(tmp_path / "later", LATER, SHORTER))

    assert attributed(document) == {"LENGTH": alone("checks"), "TITLE": alone("rubric")}
    assert [step["new"] for step in document["moved"][0]["steps"]] == [["rubric"]]
