"""Documents that people handed over: on record once, found by their captures."""

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit.store import engine as store
from portalaudit.store import tables
from portalaudit.store.audits import save_audit
from portalaudit.store.captures import StoredCaptures
from portalaudit.store.health import Shelves, database_problems
from portalaudit.store.submissions import Submitted, find_submission, list_submissions, save_submission
from tests.store.examples import NIGHT, a_capture, a_part, an_audit


def a_submission(number: int, **changes: object) -> Submitted:
    capture = replace(
        a_capture(number), kind="submitted", status=None, tls=None, fetched_at=NIGHT, url=f"ni:///sha-256;{number}"
    )  # fmt: skip
    given = Submitted("example-ex", "OD1", "policy.docx", "by the clerk", NIGHT, capture)
    return replace(given, **changes)  # type: ignore[arg-type]


def test_what_was_handed_over_comes_back_as_it_was_in_its_order(engine: Engine) -> None:
    first, second, elsewhere = a_submission(2), a_submission(1, criterion="DM1", note=None), a_submission(3, city="other-ex")
    assert [save_submission(engine, one) for one in (first, second, elsewhere)] == [True] * 3
    assert list_submissions(engine, "example-ex") == (first, second)
    assert list_submissions(engine, "nowhere") == ()


def test_the_same_bytes_are_on_record_once_for_a_criterion(engine: Engine) -> None:
    given = a_submission(1)
    again = replace(given, name="again.docx", capture=replace(given.capture, id="another"))
    assert [save_submission(engine, one) for one in (given, again)] == [True, False]
    assert save_submission(engine, replace(again, criterion="DM1"))
    assert find_submission(engine, "example-ex", "OD1", given.capture.sha256 or "") == given
    assert find_submission(engine, "example-ex", "OD2", given.capture.sha256 or "") is None


def test_its_capture_is_found_among_those_of_audits(engine: Engine) -> None:
    given = a_submission(1)
    save_submission(engine, given)
    save_audit(engine, an_audit("a1", captures=(a_capture(2),)), b"{}")
    assert [StoredCaptures(engine).find(name) for name in (given.capture.id, a_capture(2).id)] == [given.capture, a_capture(2)]


def test_hostile_words_are_kept(engine: Engine) -> None:
    save_submission(engine, a_submission(1, name="a\x00\ud800.docx", note="é" * 5000))
    (kept,) = list_submissions(engine, "example-ex")
    assert (kept.name, kept.note) == ("a\ufffd\ufffd.docx", "é" * 5000)


def test_a_text_taken_from_one_repeats_a_capture_that_is_there(engine: Engine) -> None:
    """`db check` knows it; it names the segment that the archive lacks, and a text whose document is gone."""
    given = a_submission(1)
    save_submission(engine, given)
    save_audit(engine, an_audit("a1", a_part(["d1"]), captures=(replace(a_capture(2), revisit_of=given.capture.id),)), b"{}")
    assert database_problems(engine, Shelves(lambda name: 1_000_000, lambda digest: True)) == ()
    gone = Shelves(lambda name: None, lambda digest: True)
    assert [problem.what for problem in database_problems(engine, gone)] == ["segment that the archive lacks"]
    with store.writing(engine) as connection:
        connection.execute(sa.delete(tables.submissions))
    assert [problem.what for problem in database_problems(engine)] == ["capture that repeats one that is not stored"]
