"""Feeds that break off."""

import json

import pytest

from portalaudit.connectors.dcat.feed import Feed, parse
from tests.connectors.dcat.reading import a_catalogue, an_entry
from tests.connectors.exchanges import an_answer

ENTRIES = [an_entry(identifier=str(number)) for number in range(40)]
WHOLE = json.dumps(a_catalogue(*ENTRIES)).encode()


@pytest.mark.parametrize("cut", [1_000, len(WHOLE) // 2, len(WHOLE) - 2, len(WHOLE) - 1])
def test_whole_entries_of_a_truncated_feed_are_kept_and_the_break_is_said(cut: int) -> None:
    feed = parse(an_answer(WHOLE[:cut]), "catalogue")
    assert isinstance(feed, Feed)
    assert [entry.raw for entry in feed.catalogue.entries] == ENTRIES[: len(feed.catalogue.entries)]
    assert len(feed.catalogue.entries) == WHOLE[:cut].count(b'"mediaType": "text/csv"}]}')
    assert feed.broken == "truncated"
    assert [(gap.part, gap.reason) for gap in feed.gaps] == [("feed", "truncated")]
    assert feed.catalogue.dialect == "dcat-us-1.1"


def test_a_transfer_that_was_cut_short_is_salvaged_too() -> None:
    feed = parse(an_answer(WHOLE[:5_000], error="truncated"), "catalogue")
    assert isinstance(feed, Feed)
    assert feed.broken == "truncated"


@pytest.mark.parametrize(("error", "cut"), [("truncated", True), ("timeout", False), ("too-large", False), ("budget", False)])
def test_only_an_answer_that_itself_breaks_off_is_truncated(error: str, cut: bool) -> None:
    feed = parse(an_answer(WHOLE[:5_000], error=error), "feed")
    assert isinstance(feed, Feed)
    assert (feed.broken, feed.cut, [gap.reason for gap in feed.gaps]) == (error, cut, [error])


@pytest.mark.parametrize("body", [WHOLE + b"<!-- cached -->", WHOLE[:5_000] + b"\x01" + WHOLE[5_000:]])
def test_a_feed_with_garbage_in_it_is_malformed_not_truncated(body: bytes) -> None:
    feed = parse(an_answer(body), "catalogue")
    assert isinstance(feed, Feed)
    assert feed.broken == "malformed"


@pytest.mark.parametrize(
    "document",
    [ENTRIES, {"@context": {}, "dcat:dataset": ENTRIES}, {"@graph": [{**entry, "@type": "dcat:Dataset"} for entry in ENTRIES]}],
)
def test_every_shape_can_be_salvaged(document: object) -> None:
    body = json.dumps(document).encode()
    feed = parse(an_answer(body[: len(body) * 3 // 4]), "catalogue")
    assert isinstance(feed, Feed)
    assert 25 <= len(feed.catalogue.entries) < 40


@pytest.mark.parametrize("body", [WHOLE[:100], b'{"dataset": [', b"{", b"<html><body>Sorry", b'{"a": [{"b": 1}, {"b"'])
def test_where_nothing_is_whole_there_is_a_gap(body: bytes) -> None:
    assert not isinstance(parse(an_answer(body), "catalogue"), Feed)
