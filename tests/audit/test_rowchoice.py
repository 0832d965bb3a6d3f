"""Which datasets are asked about their rows, which go on with an earlier answer, and how that is put on record."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TypeVar

import pytest

from portalaudit.audit.rowchoice import CADENCES, ROTATION, SAMPLE, Mode, Planned, Wanted, choose
from portalaudit.audit.rowrecord import PART_BYTES, recorded
from portalaudit.model.portal import Portal
from portalaudit.model.probes import Before, KnownColumn
from portalaudit.model.snapshot import Snapshot
from tests.builders import TAKEN_AT, a_column, a_dataset, a_snapshot

T = TypeVar("T")
ROOT = "http://data.example.org"
STAMP = datetime(2026, 10, 20, tzinfo=UTC)
BEFORE = Before(("c1",), TAKEN_AT - timedelta(days=1), None, STAMP, "aa:bb", TAKEN_AT - timedelta(days=9), STAMP)


def socrata(*rows: Mapping[str, object]) -> Snapshot:
    """A Socrata portal's snapshot of datasets with four-by-fours."""
    keyed = [{"key": f"aaaa-{number:04d}", "data_modified": "2026-10-20T00:00:00Z", **row} for number, row in enumerate(rows)]
    return a_snapshot(*keyed, portal=Portal(ROOT, "socrata", "socrata", domain="data.example.org"))


def plans(snapshot: Snapshot, mode: Mode = "all", past: Mapping[str, Before] | None = None, held: bool = True) -> list[Planned]:
    """The choice."""
    return choose(snapshot, ROOT, Wanted(mode, None, lambda: past or {}, lambda captures: held))


ONE = socrata(a_dataset())


@pytest.mark.parametrize(
    ("before", "held", "carried"),
    [
        (None, True, False),
        (BEFORE, True, True),
        (BEFORE, False, False),  # the archive lost it
        (replace(BEFORE, stamp=STAMP - timedelta(days=1)), True, False),  # the stamp moved
        (replace(BEFORE, stamp=None), True, False),
        (replace(BEFORE, failure="http-503"), True, False),  # may have passed
        (replace(BEFORE, failure="timeout"), True, False),
        (replace(BEFORE, failure="http-403"), True, True),  # a refusal stands until the rotation
        (replace(BEFORE, captures=(), failure="not-asked"), True, False),
        (replace(BEFORE, as_of=TAKEN_AT - timedelta(days=ROTATION // 2 - 1)), True, True),
        (replace(BEFORE, as_of=TAKEN_AT - timedelta(days=ROTATION // 2 + ROTATION)), True, False),  # the rotation's end
    ],
)
def test_asked_or_carried(before: Before | None, held: bool, carried: bool) -> None:
    (plan,) = plans(ONE, past={} if before is None else {"aaaa-0000": before}, held=held)
    assert bool(plan.carry) is carried
    assert plan.before is before
    assert plan.as_of == (before.as_of if carried and before else TAKEN_AT)


def test_a_rotation_is_spread_over_a_month() -> None:
    snapshot = socrata(*(a_dataset() for _ in range(600)))
    names = [str(name) for name in snapshot.datasets["id"]]
    asked = []
    for days in range(ROTATION // 2 + ROTATION + 1):
        past = {name: replace(BEFORE, as_of=TAKEN_AT - timedelta(days=days)) for name in names}
        asked.append(sum(not plan.carry for plan in plans(snapshot, past=past)))
    due = [now - before for before, now in pairwise(asked)]
    assert asked[ROTATION // 2 - 1] == 0 and asked[-1] == 600
    assert max(due) < 600 / ROTATION * 2  # no night asks much more than its share


def test_a_sample_is_the_most_viewed_then_by_id() -> None:
    rows = [a_dataset(views=number % 40 if number < 60 else None) for number in range(80)]
    chosen = [plan.question.subject for plan in plans(socrata(*rows), "sample")]
    views = {f"aaaa-{number:04d}": row["views"] for number, row in enumerate(rows)}
    wanted = sorted(views, key=lambda name: (-(-1 if views[name] is None else int(str(views[name]))), name))[:SAMPLE]
    assert chosen == sorted(wanted) and len(chosen) == SAMPLE


def test_maps_and_other_peoples_datasets_are_not_asked_and_views_only_where_all_are() -> None:
    theirs = {"domain": "data.county.example"}
    rows = [a_dataset(), a_dataset(kind="view"), a_dataset(kind="map"), a_dataset(**theirs), a_dataset(kind="view", **theirs)]
    snapshot = socrata(*rows)
    assert [plan.question.subject for plan in plans(snapshot)] == ["aaaa-0000", "aaaa-0001"]
    assert [plan.question.subject for plan in plans(snapshot, "sample")] == ["aaaa-0000"]
    assert plans(snapshot, "none") == []


def test_the_columns_that_the_catalogue_tells_are_known() -> None:
    columns = [
        a_column(name="issue_date", type="Calendar date", description="When"),
        a_column(name=":@computed_region_x", system=True),
    ]
    (plan,) = plans(socrata(a_dataset(columns=columns)))
    assert [(one.name, one.kind, one.description) for one in plan.question.columns] == [("issue_date", "date", "When")]


def test_learnt_columns_are_remembered() -> None:
    known = KnownColumn("opened", "date", "timestamp", "Opened", "When it was opened")
    past = {"aaaa-0000": replace(BEFORE, columns=(known,))}
    assert plans(ONE, past=past)[0].question.columns == (known,)


def test_a_few_are_asked_for_their_days_too() -> None:
    snapshot = socrata(*(a_dataset() for _ in range(30)))
    first = plans(snapshot)
    assert sum(plan.question.cadence for plan in first) == CADENCES
    known = {plan.question.subject: replace(BEFORE, cadence=plan.question.cadence) for plan in first}
    second = plans(snapshot, past=known)
    assert all(plan.carry for plan in second)
    assert [plan.question.cadence for plan in second] == [plan.question.cadence for plan in first]


def test_who_told_its_days_is_asked_for_them_again_where_there_is_room() -> None:
    """A stamp that moves each night has its rows asked each night: without its days they would tell less every other night."""
    moved = replace(BEFORE, stamp=STAMP - timedelta(days=1), cadence=True)
    assert plans(ONE, past={"aaaa-0000": moved})[0].question.cadence

    many = socrata(*(a_dataset() for _ in range(CADENCES + 3)))
    told = {f"aaaa-{number:04d}": moved for number in range(5)}
    chosen = {plan.question.subject for plan in plans(many, past=told) if plan.question.cadence}
    assert len(chosen) == CADENCES
    assert chosen >= {plan.question.subject for plan in plans(many)} - set(told)


class Noted:
    """A journal that keeps what went through JSON, and gives it back."""

    def __init__(self) -> None:
        self.events: dict[str, object] = {}

    def choose(self, name: str, make: Callable[[], T]) -> T:
        """See `model.ports.Journal`."""
        if name not in self.events:
            self.events[name] = make()
        return self.events[name]  # type: ignore[return-value]


def test_the_record_gives_the_same_choice_in_parts() -> None:
    snapshot = socrata(*(a_dataset() for _ in range(1_500)))
    columns = tuple(KnownColumn(f"column_{number}", "text", "text", "t" * 50, "d" * 500) for number in range(5))
    names = [str(name) for name in snapshot.datasets["id"]]
    past = {name: replace(BEFORE, columns=columns, changed=place % 2 == 0) for place, name in enumerate(names)}
    made = plans(snapshot, past=past)
    journal = Noted()
    first = recorded(journal, snapshot, lambda: made)
    again = recorded(journal, snapshot, lambda: pytest.fail("a recorded choice is not made again"))
    assert first == again and [row for row, _ in first] == list(range(1_500))
    assert len(journal.events) > 2 and max(len(repr(event)) for event in journal.events.values()) < 2 * PART_BYTES
    assert [plan.carry for _, plan in first] == [plan.carry for plan in made]
    cut = replace(first[0][1].before, columns=columns) if first[0][1].before else None
    assert cut == made[0].before  # but for texts of columns, which are cut


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "x",
        {},
        {"parts": "many", "items": 3},
        {"parts": 10**12, "items": [3, None, {}, {"subject": "aaaa-0000"}]},
        {"parts": 1, "items": [{"subject": "aaaa-0000", "ways": [["ftp", "x"], 3, ["soda"]], "carry": True}]},
        {"parts": 1, "items": [{"subject": "aaaa-0000", "before": {"captures": 3}, "carry": True}]},
        {"parts": 1, "items": [{"subject": "aaaa-0000", "before": {"captures": ["c"], "as_of": "never"}, "carry": True}]},
    ],
)
def test_a_record_of_any_shape_is_read(value: object) -> None:
    class Told(Noted):
        def choose(self, name: str, make: Callable[[], T]) -> T:
            return value if name == "rows" else []  # type: ignore[return-value]

    found = recorded(Told(), ONE, list)
    assert all(row == 0 and plan.question.subject == "aaaa-0000" and not plan.carry for row, plan in found)
