"""`db stats` and `db check`."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.store import engine as store
from portalaudit.store.audits import save_audit
from portalaudit.store.health import Shelves, database_problems, database_stats
from portalaudit.store.tables import METADATA
from tests.store.examples import a_capture, a_check, a_part, an_audit

SEGMENT = "2026/11/01/a-00001.warc.gz"


@pytest.fixture
def filled(engine: Engine) -> Engine:
    for night, fails in enumerate(([0, 1], [0], [0, 1])):
        capture = a_capture(night + 1)
        save_audit(
            engine, an_audit(f"a{night}", a_part(["d1", "d2"], a_check(fails=fails)), night=night, captures=(capture,)), b"{}"
        )
    return engine


def test_stats_count_the_rows_of_every_table(filled: Engine) -> None:
    stats = database_stats(filled)
    rows = {table.name: table.rows for table in stats.tables}
    assert set(rows) == set(METADATA.tables)
    assert (rows["audits"], rows["findings"], rows["subjects"], rows["captures"], rows["checks"]) == (3, 3, 3, 3, 1)
    assert stats.bytes > 100_000


def test_a_sound_database_has_no_problems(filled: Engine) -> None:
    assert database_problems(filled, Shelves(lambda name: 1_000 if name == SEGMENT else None, lambda digest: True)) == ()


def test_a_segment_that_the_archive_lacks_is_named(filled: Engine) -> None:
    (problem,) = database_problems(filled, Shelves(lambda name: None, lambda digest: True))
    assert str(problem) == f"1 × segment that the archive lacks, e.g. {SEGMENT}"


@pytest.mark.parametrize(("size", "fits"), [(300, False), (301, True)])
def test_a_segment_that_was_cut_is_named(filled: Engine, size: int, fits: bool) -> None:
    problems = database_problems(filled, Shelves(lambda name: size, lambda digest: True))
    assert [str(one) for one in problems] == ([] if fits else [f"1 × segment that ends before its last capture, e.g. {SEGMENT}"])


def test_a_snapshot_that_the_archive_lacks_is_named(filled: Engine) -> None:
    (problem,) = database_problems(filled, Shelves(lambda name: 1_000, lambda digest: False))
    assert str(problem) == f"1 × snapshot that the archive lacks, e.g. sha256:{'ab' * 32}"


def test_stats_tell_the_bytes_of_every_table(filled: Engine) -> None:
    sizes = {table.name: table.bytes for table in database_stats(filled).tables}
    assert sizes["captures"] is None or sizes["captures"] > 0


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        ("UPDATE findings SET subject = 99 WHERE closed_by IS NULL AND id = 3", "finding of a subject that is not there"),
        ("UPDATE findings SET check_id = 99", "finding of a check that is not there"),
        ("UPDATE findings SET reason = 99", "finding with a reason that is not there"),
        ("UPDATE findings SET portal = 99", "finding of another portal's subject"),
        ("UPDATE findings SET closed_at = (SELECT min(taken_at) FROM audits), opened_at = (SELECT max(taken_at) FROM audits)"
         ", closed_by = 1, close_reason = 'fixed' WHERE id = 1", "finding closed before it was opened"),
        ("UPDATE findings SET opened_at = (SELECT min(taken_at) FROM audits) WHERE id = 3",
         "finding that overlaps an earlier one of its subject and check"),
        ("UPDATE audits SET complete = :no WHERE number = 1", "finding moved by an incomplete audit"),
        ("DELETE FROM audit_documents WHERE audit = 1", "saved audit without a document"),
        ("UPDATE captures SET segment = NULL", "capture with a payload and no segment"),
        ("UPDATE captures SET revisit_of = 'x'", "capture that repeats one that is not stored"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_found(filled: Engine, harm: str, what: str) -> None:
    with store.writing(filled) as connection:
        statement = sa.text(harm)
        connection.execute(statement.bindparams(no=False) if ":no" in harm else statement)
    assert what in [problem.what for problem in database_problems(filled)]


def test_a_capture_may_repeat_one_of_an_earlier_audit(filled: Engine) -> None:
    again = replace(a_capture(9), status=304, revisit_of=a_capture(1).id)
    save_audit(filled, an_audit("a9", night=9, captures=(again,)), b"{}")
    assert database_problems(filled) == ()
