"""Captures, and what they leave for the next audit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.engine import Engine

from portalaudit.errors import NotFound
from portalaudit.model.audit import Target
from portalaudit.model.ports import Past, Validator
from portalaudit.store.audits import begin_audit
from portalaudit.store.captures import StoredCaptures, captures_of, save_captures
from portalaudit.store.past import StoredValidators, load_past, save_stamps
from tests.store.examples import NIGHT, PORTAL, a_capture


@pytest.fixture
def begun(engine: Engine) -> Engine:
    begin_audit(engine, "a1", NIGHT, "0.1.0", Target(None, (PORTAL.url,)))
    return engine


def test_a_batch_may_be_saved_again(begun: Engine) -> None:
    first, second = [a_capture(1), a_capture(2)], [a_capture(2), a_capture(3), a_capture(3)]
    assert [save_captures(begun, "a1", batch) for batch in (first, first, second)] == [2, 0, 1]
    assert captures_of(begun, "a1") == (a_capture(1), a_capture(2), a_capture(3))


def test_a_refusal_comes_back_as_it_was(begun: Engine) -> None:
    refused = replace(
        a_capture(7), status=None, error="timeout", sha256=None, media_type=None, length=0, tls=None, segment=None, offset=None
    )
    submitted = replace(a_capture(8), kind="submitted", revisit_of=refused.id, status=304, method="HEAD")
    save_captures(begun, "a1", [refused, submitted])
    index = StoredCaptures(begun)
    assert index.find(refused.id) == refused
    assert index.find(submitted.id) == submitted
    assert index.find("nothing") is None


def test_captures_of_an_audit_that_was_not_begun_are_refused(engine: Engine) -> None:
    with pytest.raises(NotFound, match="a9 was not begun"):
        save_captures(engine, "a9", [a_capture(1)])


def test_hostile_captures_are_kept(begun: Engine) -> None:
    hostile = replace(a_capture(1), url="https://h/\x00" + "é" * 5000, media_type="text/\x00html", length=10**30)
    save_captures(begun, "a1", [hostile])
    (kept,) = captures_of(begun, "a1")
    assert kept.url == "https://h/\ufffd" + "é" * 5000
    assert kept.length == 2**63 - 1


def test_a_validator_is_that_of_the_newest_whole_answer(begun: Engine) -> None:
    url = "https://data.example.org/catalog"
    first = replace(a_capture(1), url=url, headers=(("ETag", '"1"'), ("Last-Modified", "yesterday")))
    second = replace(a_capture(2), url=url, headers=(("etag", '"2"'),))
    same = replace(a_capture(3), url=url, status=304, headers=(("etag", '"2"'),), revisit_of=second.id)
    broken = replace(a_capture(4), url=url, error="truncated", headers=(("etag", '"4"'),))
    elsewhere = replace(a_capture(5), url="https://other.example.org/", headers=(("etag", '"5"'),))
    save_captures(begun, "a1", [first])
    assert StoredValidators(begun).get(url) == Validator('"1"', "yesterday", first.id)
    save_captures(begun, "a1", [second, same, broken, elsewhere])
    validators = StoredValidators(begun)
    assert validators.get(url) == Validator('"2"', None, second.id)
    assert validators.get("https://other.example.org/") == Validator('"5"', None, elsewhere.id)
    assert validators.get(url + "?page=2") is None
    assert validators.get("http://[broken") is None


def test_an_address_too_long_to_index_has_no_validator(begun: Engine) -> None:
    url = "https://data.example.org/" + "x" * 5000
    save_captures(begun, "a1", [replace(a_capture(1), url=url, headers=(("etag", "1"),))])
    assert StoredValidators(begun).get(url) is None


def test_stamps_come_back_and_only_what_moved_is_written(engine: Engine) -> None:
    assert load_past(engine, PORTAL.url) == Past({})
    stamps = {
        "b": NIGHT,
        "a": NIGHT - timedelta(days=3),
        "odd": datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-9))),
    }
    assert save_stamps(engine, PORTAL.url, stamps) == 3
    assert save_stamps(engine, PORTAL.url, stamps) == 0
    assert save_stamps(engine, PORTAL.url, {"a": NIGHT, "x" * 5000: NIGHT}) == 1
    latest = datetime(9999, 12, 31, 23, 59, 59, 999999, UTC)
    assert load_past(engine, PORTAL.url) == Past({"a": NIGHT, "b": NIGHT, "odd": latest})
    assert load_past(engine, "https://other.example") == Past({})
