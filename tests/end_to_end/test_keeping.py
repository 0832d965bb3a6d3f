"""Nights pruned for real: what is kept answers as before, whatever it repeats of the nights that went."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from portalaudit import clock
from portalaudit.audit.contents import contents_of
from portalaudit.audit.keeping.prune import Pruned, plan, prune
from portalaudit.audit.keeping.state import check
from portalaudit.demo.server import Options, serve
from portalaudit.store.captures import captures_of
from portalaudit.store.engine import open as open_engine
from tests.cli.commands import say
from tests.databases import KINDS, fresh
from tests.end_to_end.auditing import Place
from tests.end_to_end.nights import Calendar
from tests.end_to_end.test_nights import at, later

pytestmark = pytest.mark.xdist_group("keeping")  # its nights are made once

TODAY = clock.now()
MONDAY = next(day for day in range(1, 60) if (date := TODAY + timedelta(days=day)).isoweekday() == 1 and 2 <= date.day <= 20)
"""Days from today to one whose next days are of its week and month."""
NIGHTS = (0, 2)
"""Two nights of one week; of them the calendar keeps the last, two years on."""
LATER = 800
"""A night long after: the newest."""


@dataclass(frozen=True)
class Years:
    """Nights of one portal, pruned."""

    place: Place
    audits: tuple[str, ...]
    before: dict[str, dict[str, bytes]]
    """Of each that is kept, as it was shown, rechecked and reread before."""
    would: Pruned
    went: Pruned
    after: Pruned
    """Once more, which takes the segments that were written anew."""


@pytest.fixture(scope="module", params=KINDS)
def years(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Years]:
    folder = tmp_path_factory.mktemp("years")
    with fresh(request.param, folder) as url:
        calendar = Calendar(Place(url, folder / "archive"))
        with serve(later(0), options=Options(validators=True)) as portal:
            audits = []
            for day in (*NIGHTS, LATER):
                at(portal, min(day, 2))
                audits.append(calendar.audit(portal.url, MONDAY + day)["audit"])
        place = calendar.place
        before = {audit: told(place, audit) for audit in audits[1:]}
        now = TODAY + timedelta(days=MONDAY + LATER + 1)
        would = plan(place.db, place.archive, now)
        went = prune(place.db, place.archive, now, asked=True)
        after = prune(place.db, place.archive, now, asked=True)
        yield Years(place, tuple(audits), before, would, went, after)


def told(place: Place, audit: str) -> dict[str, bytes]:
    """All that is said of an audit, and all of the archive that its bundle would hold."""
    contents = contents_of(place.db, place.archive, audit)
    files = hashlib.sha256()
    for name, pieces in contents.archived.files():
        files.update(name.encode())
        for piece in pieces:
            files.update(piece)
    named = f"{contents.others} captures of other audits, {len(contents.missing)} missing"
    return {**place.again(audit), "document": contents.document, "files": files.digest(), "named": named.encode()}


def test_kept_audits_say_the_same_as_before(years: Years) -> None:
    for audit in years.audits[1:]:
        assert told(years.place, audit) == years.before[audit]


def test_a_night_went_and_what_two_still_need_stayed(years: Years) -> None:
    assert (years.went.audits, years.went.snapshots, years.went.held_segments) == (1, 1, 1)
    assert years.went.captures > 20
    engine = open_engine(years.place.db)
    left = [len(captures_of(engine, audit)) for audit in years.audits]
    engine.dispose()
    assert left[0] > 10  # answers about rows that the second night goes on with, pages that it was told are unchanged


def test_a_trial_says_what_went(years: Years) -> None:
    assert years.would.bytes <= years.went.bytes  # segments that hold nothing but choices are not foreseen
    assert (years.would.audits, years.would.captures, years.would.segments, years.would.held_segments) == (
        years.went.audits, years.went.captures, years.went.segments, years.went.held_segments,
    )  # fmt: skip


def test_a_segment_is_written_anew_with_what_is_needed_of_it(years: Years) -> None:
    assert (years.went.rewritten, years.after.rewritten, years.after.segments) == (1, 0, 1)
    assert years.after.bytes - years.after.held_bytes == years.went.spare > 10_000
    assert years.after.held_bytes == years.went.held_bytes


def test_database_and_archive_fit_together_to_the_last_byte(years: Years) -> None:
    found = check(years.place.db, years.place.archive, deep=True)
    assert found.problems == found.notes == ()


def test_a_pruned_night_says_in_one_line_that_retention_took_it(years: Years) -> None:
    day = TODAY + timedelta(days=MONDAY + LATER + 1)
    for what in (["show"], ["recheck"], ["reread"], ["export", "-o", "x.zip"], ["db", "keep"]):
        said = say("--db", years.place.db, "--archive", years.place.archive, *what, years.audits[0])
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
        assert f"retention took it on {day:%Y-%m-%d}; the nearest that is kept is {years.audits[1]}" in said.err


def test_the_next_night_goes_on_as_ever(years: Years) -> None:
    """Conditional requests and answers about rows that are carried on."""
    calendar = Calendar(years.place)
    with serve(later(3), options=Options(validators=True)) as portal:
        document = calendar.audit(portal.url, MONDAY + LATER + 2)
    (part,) = document["portals"]
    assert part["gaps"] == []
    again = years.place.again(document["audit"])
    assert again["show"] == again["recheck"] == again["reread"]
    assert check(years.place.db, years.place.archive, deep=True).problems == ()
