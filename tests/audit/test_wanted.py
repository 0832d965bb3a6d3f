"""Which captures of an archive an audit needs, and whose bodies stay behind."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

import pyarrow as pa
import pytest

from portalaudit.audit.wanted import named, wanted
from portalaudit.model import frames
from portalaudit.model.capture import Capture, Event, Gap
from portalaudit.model.policy import Document
from portalaudit.model.snapshot import Snapshot
from portalaudit.model.tables import ReadTable
from tests.builders import TAKEN_AT, a_dataset, a_snapshot


def name_of(word: str) -> str:
    return str(uuid5(NAMESPACE_URL, word))


def a_capture(word: str, url: str = "", **changes: object) -> Capture:
    given: dict[str, object] = {"status": 200, "sha256": "ab" * 32, "length": 10, **changes}
    of = given.pop("repeats", None)
    return Capture(
        name_of(word), "GET", url or f"http://x/{word}", TAKEN_AT, revisit_of=name_of(str(of)) if of else None, **given
    )  # type: ignore[arg-type]


def asked(snapshot: Snapshot, *probes: tuple[str, Sequence[str]]) -> Snapshot:
    """The snapshot with an answer about rows for its first datasets: way, and captures."""
    lines = [
        {
            "dataset": row,
            "way": way,
            "capture": name_of(names[-1]),
            "captures": [name_of(one) for one in names],
            "as_of": TAKEN_AT,
        }
        for row, (way, names) in enumerate(probes)
    ]
    return replace(snapshot, probes=frames.to_frame(pa.Table.from_pylist(lines, schema=frames.PROBES)))


def catalogue(*rows: Mapping[str, object], **changes: object) -> Snapshot:
    return a_snapshot(*(rows or (a_dataset(capture=name_of("own")),)), **changes)


OWN = a_capture("own")
ELSEWHERE = {
    one.id: one
    for one in (
        a_capture("old"), a_capture("older", repeats="old"), a_capture("sample", "http://x/file.csv"),
        a_capture("handed", status=None, kind="submitted"), a_capture("text", status=None, repeats="handed"),
    )
}  # fmt: skip


def others(snapshot: Snapshot, own: Sequence[Capture] = (OWN,), events: Sequence[Event] = ()) -> list[str]:
    return sorted(one.url.rpartition("/")[2] for one in wanted([snapshot], events, own, ELSEWHERE.get).others)


@pytest.mark.parametrize(
    ("snapshot", "found"),
    [
        (catalogue(), []),
        (catalogue(a_dataset(capture=name_of("old"))), ["old"]),
        (catalogue(a_dataset(capture=name_of("older"))), ["old", "older"]),
        (catalogue(gaps=(Gap("feed", "http-500", name_of("old")),)), ["old"]),
        (catalogue(entry_points={"home": name_of("old")}), ["old"]),
        (catalogue(tables=(ReadTable("d1", "inventory", "u", (name_of("old"),)),)), ["old"]),
        (catalogue(documents=(Document("other", None, "u", name_of("handed"), text=name_of("text")),)), ["handed", "text"]),
        (catalogue(documents=(Document("other", None, "u", None, text=name_of("text")),)), ["handed", "text"]),
        (asked(catalogue(), ("soda", ["old"])), ["old"]),
    ],
)
def test_what_a_snapshot_names_comes_with_what_it_repeats(snapshot: Snapshot, found: list[str]) -> None:
    """Of a text, what it was taken from."""
    assert others(snapshot) == found


def test_what_own_captures_repeat_comes_too() -> None:
    assert others(catalogue(), [OWN, a_capture("again", repeats="older")]) == ["old", "older"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ([{"capture": name_of("handed"), "name": "x"}], ["handed"]),
        ({"items": [{"subject": "a", "carry": True, "before": {"captures": [name_of("old")]}}]}, ["old"]),
        ({"items": [{"subject": "a", "carry": False, "before": {"captures": [name_of("old")]}}]}, []),
        ({"items": [{"subject": "a", "before": {"captures": [name_of("old")]}}]}, []),
        ([name_of("old")], []),  # a CKAN's ids look like captures
    ],
)  # fmt: skip
def test_what_choices_name(value: object, found: list[str]) -> None:
    """What is carried on or was handed over; what is asked anew needs nothing of the past."""
    assert others(catalogue(), events=[Event("host rows", value)]) == found


def test_what_was_never_on_record_is_told() -> None:
    found = wanted([catalogue(a_dataset(capture=name_of("made up")))], (), [OWN], ELSEWHERE.get)

    assert (found.others, found.missing) == ((), (name_of("made up"),))


def test_a_passage_is_no_capture() -> None:
    assert list(named({"quotes": [{"text": "No capture"}], "text": name_of("text"), "title": name_of("old")})) == [
        name_of("text")
    ]


FILE = "http://x/file.csv"


@pytest.mark.parametrize(
    ("snapshot", "own", "found"),
    [
        (asked(catalogue(), ("file", ["own"])), [OWN], []),  # the catalogue itself was that file
        (asked(catalogue(), ("soda", ["answer"])), [OWN, a_capture("answer")], []),
        (asked(catalogue(), ("file", ["answer"])), [OWN, a_capture("answer")], ["answer"]),
        (asked(catalogue(), ("file", ["sample"])), [OWN], ["sample"]),  # of an earlier night
        (asked(catalogue(), ("file", ["moved", "answer"])), [OWN, a_capture("moved", status=302), a_capture("answer")],
         ["answer"]),
        (asked(catalogue(), ("file", ["answer"])), [OWN, a_capture("answer", status=403)], []),  # a page that refuses
        (asked(catalogue(), ("file", ["answer"])), [OWN, a_capture("answer", sha256=None, length=0)], []),
        # a first attempt at the same address that broke off
        (asked(catalogue(), ("file", ["answer"])), [OWN, a_capture("answer", FILE), a_capture("cut", FILE, error="truncated")],
         ["answer", "cut"]),
        # tonight's answer repeats an earlier one, whose body it is
        (asked(catalogue(), ("file", ["answer"])), [OWN, a_capture("answer", FILE, repeats="sample")], ["sample"]),
        # the inventory is evidence of its own, also where the sample was the first to have its bytes
        (asked(catalogue(tables=(ReadTable("d1", "inventory", FILE, (name_of("answer"),), way="file"),)), ("file", ["answer"])),
         [OWN, a_capture("answer", FILE)], []),
        (asked(catalogue(tables=(ReadTable("d1", "inventory", FILE, (name_of("again"),), way="file"),)), ("file", ["answer"])),
         [OWN, a_capture("answer", FILE), a_capture("again", FILE, repeats="answer")], []),
    ],
)  # fmt: skip
def test_bodies_of_samples_stay_behind(snapshot: Snapshot, own: list[Capture], found: list[str]) -> None:
    withheld = wanted([snapshot], (), own, ELSEWHERE.get).withheld

    words = {name_of(word): word for word in ("answer", "cut", "sample", "own")}
    assert sorted(words[one.capture] for one in withheld) == found
    assert all((one.sha256, one.length) == ("ab" * 32, 10) for one in withheld)


def test_a_gap_of_rows_keeps_no_body() -> None:
    """It names the capture of the first dataset that it hides."""
    snapshot = asked(catalogue(gaps=(Gap("rows", "not-tabular", name_of("answer")),)), ("file", ["answer"]))

    assert len(wanted([snapshot], (), [OWN, a_capture("answer")], ELSEWHERE.get).withheld) == 1


def test_moments_make_no_difference() -> None:
    later = catalogue(taken_at=TAKEN_AT + timedelta(days=1))
    assert others(later) == others(catalogue())
