"""How fresh the data are: what is counted, what is said of it, and what is never hidden."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from portalaudit.export.asked import AGES, PERIODS
from portalaudit.export.report import render
from portalaudit.export.report.catalogue import part_of
from portalaudit.export.report.freshness import MOST_YEARS, Freshness, freshness
from portalaudit.model.audit import Audit
from tests.builders import TAKEN_AT, a_dataset
from tests.export.probed import INF, NAN, a_probe, lived_in, own_rows, probed, refused
from tests.export.report.markup import read
from tests.export.report.sample import an_audit, manuals

LIVED_IN = lived_in(an_audit())


def of(audit: Audit) -> Freshness:
    return freshness([part_of(portal) for portal in audit.portals], audit.target.city, audit.taken_at)


def section(audit: Audit) -> str:
    """What a reader sees of the section."""
    html = render(audit, manuals=manuals())
    start = html.index('<section id="freshness"')
    return read(html[start : html.index("</section>", start)]).text


def parks(*probes: Mapping[str, object], declared: list[float] | None = None, **more: object) -> Audit:
    """A department whose datasets have these answers, `dataset` being their place."""
    audit = an_audit({"Parks": len(probes)})
    rows = own_rows(audit)
    placed = [probe | {"dataset": rows[int(probe["dataset"])]} for probe in probes]  # type: ignore[call-overload]
    return probed(audit, placed, declared=declared or [1.0] * len(probes), **more)  # type: ignore[arg-type]


def told(audit: Audit) -> list[dict[str, object]]:
    """The lines of `probes` of own datasets, each with what is promised and stamped."""
    (portal,) = audit.portals
    check = next(check for check in portal.checks if check.id == "dataset_overdue")
    days = dict(zip(own_rows(audit), check.measures["declared_days"].tolist(), strict=True))
    stamps = portal.snapshot.datasets["data_modified"].tolist()
    lines = portal.snapshot.probes.astype(object).where(portal.snapshot.probes.notna(), None).to_dict("records")
    return [
        {**line, "days": days[line["dataset"]], "stamp": stamps[line["dataset"]]} for line in lines if line["dataset"] in days
    ]


def test_the_counts_are_those_of_the_frames() -> None:
    lines = told(LIVED_IN)
    dated = [line for line in lines if line["failure"] is None]
    found = of(LIVED_IN)
    assert (found.of, found.chosen, found.dated) == (300, len(lines), len(dated))
    assert 0 < found.dated < found.chosen < found.of
    assert dict(found.failures) == Counter(line["failure"] for line in lines if line["failure"])
    assert found.carried == sum(line["carried"] for line in dated) > 0
    assert found.carried_since == min(line["asked_at"] for line in dated if line["carried"]).replace(tzinfo=None)


@pytest.mark.parametrize(("place", "name"), [(0, "stamp"), (1, "newest")])
def test_the_calendars_hold_the_same_datasets_by_stamp_and_by_newest_row(place: int, name: str) -> None:
    dated = [line for line in told(LIVED_IN) if line["failure"] is None]
    months = Counter((line[name].year, line[name].month) for line in dated)  # type: ignore[attr-defined]
    found = of(LIVED_IN).calendars[place]
    drawn = {(year, month): count for year, counts in found.years for month, count in enumerate(counts, 1) if count}
    assert drawn == months and (found.earlier, found.later, found.untold) == (0, 0, 0)
    assert found.drawn == len(dated)


def test_the_grids_are_those_of_the_frames_and_the_sentences_add_up() -> None:
    found = of(LIVED_IN)
    longest = [days for _, days in PERIODS]
    ages: Counter[tuple[str, int]] = Counter()
    paces: Counter[tuple[str, int]] = Counter()
    for line in told(LIVED_IN):
        days = line["days"]
        if line["failure"] is None and isinstance(days, float) and 0 <= days <= 366:
            place = next(n for n, most in enumerate(longest) if days <= most)
            age = (line["asked_at"] - line["newest"]).days  # type: ignore[operator]
            ages[PERIODS[place][0], sum(age > most for most in AGES)] += 1
            pace = sum(line["cadence_days"] > most for most in AGES)  # type: ignore[operator]
            if line["cadence_by"] == "entries" or pace > place:
                paces[PERIODS[place][0], pace] += 1
    assert {(one.code, n): count for one in found.promises for n, count in enumerate(one.ages) if count} == ages
    assert {(one.code, n): count for one in found.paces for n, count in enumerate(one.gaps) if count} == paces
    assert found.promised == ages.total() == found.older + sum(one.kept for one in found.promises)
    assert found.silent == found.promised - paces.total() > 0
    assert found.dated == found.promised + sum(found.unpromised)


def test_tables_show_the_numbers_that_the_pictures_draw() -> None:
    html = render(LIVED_IN)
    text = read(html).text
    for name in ("calendar-1", "calendar-2", "ages", "paces"):
        spec = json.loads(re.search(rf'id="{name}-data">(.*?)</script>', html).group(1))  # type: ignore[union-attr]
        cells = [int(value["t"] or 0) for value in spec["data"]["values"]]
        bands = {"ages": 6, "paces": 6}.get(name, 12)
        rows = [cells[at : at + bands] for at in range(0, len(cells), bands)] if bands == 6 else []
        for row in rows:
            assert " ".join(map(str, [*row, sum(row)])) in text
    year, counts = of(LIVED_IN).calendars[1].years[1]
    assert f"{year} {' '.join(map(str, counts))} {sum(filter(None, counts))}" in text


def test_months_that_had_not_come_are_neither_counted_nor_drawn() -> None:
    year, counts = of(LIVED_IN).calendars[0].years[0]
    assert year == 2026 and counts[11] is None and counts[10] is not None  # the audit is of November
    assert re.search(r"2026 (\d+ ){11}– \d+ 2025", section(LIVED_IN))


def test_what_the_calendar_has_no_room_for_is_told() -> None:
    audit = parks(
        a_probe(0, newest="1999-05-01"), a_probe(1, newest="2012-01-01"), a_probe(2, newest=TAKEN_AT + timedelta(days=40))
    )
    _, rows = of(audit).calendars
    assert (rows.earlier, rows.later, rows.drawn, len(rows.years)) == (1, 1, 1, MOST_YEARS)
    assert "Not drawn: 1 before 2012, 1 after the audit." in section(audit)


def test_where_no_dataset_tells_when_its_data_changed_the_entry_s_stamp_is_named() -> None:
    audit = an_audit({}, extra=[a_dataset(data_modified=None)])
    audit = probed(audit, [a_probe(own_rows(audit)[0])], declared=[1])
    assert of(audit).calendars[0].clock == "metadata_modified"
    assert "By the portal's stamp of the entry" in section(audit)


@pytest.mark.parametrize(
    ("declared", "newest", "said"),
    [
        ([1.0], ["2026-10-31"], "The one dataset that promises daily data had a row of the last 2 days."),
        ([7.0], ["2026-10-01"], "The one dataset that promises weekly data had no row of the last 9 days."),
        (
            [1.0] * 3,
            ["2026-10-31", "2024-12-31", "2025-01-01"],
            "Of 3 datasets that promise daily data, 1 had a row of the last 2 days. The newest row of 1 is from before 2025.",
        ),
        ([31.0] * 2, ["2026-09-01"] * 2, "Of 2 datasets that promise monthly data, none had a row of the last 39 days."),
        ([366.0] * 2, ["2026-01-01"] * 2, "Of 2 datasets that promise yearly data, all had a row of the last 458 days."),
    ],
)
def test_a_promise_is_held_against_the_newest_row_in_a_plain_sentence(
    declared: list[float], newest: list[str], said: str
) -> None:
    probes = [a_probe(place, newest=day) for place, day in enumerate(newest)]
    assert said in section(parks(*probes, declared=declared))


def test_a_row_that_was_new_when_it_was_asked_has_not_stopped() -> None:
    (one,) = of(parks(a_probe(0, newest="2024-12-20", asked_at="2025-02-01", carried=True), declared=[366.0])).promises
    assert (one.kept, one.stopped) == (1, 0)


@pytest.mark.parametrize(("days", "recent"), [(-40, 0), (-2, 1), (0, 1), (31, 1), (32, 0)])
def test_recent_is_a_month_and_what_lies_ahead_is_not(days: int, recent: int) -> None:
    audit = parks(a_probe(0, newest=TAKEN_AT - timedelta(days=days)), a_probe(1, newest="2026-01-01"))
    assert of(audit).calendars[1].recent == recent


def test_what_promises_no_period_is_counted_apart() -> None:
    audit = parks(*(a_probe(place) for place in range(5)), declared=[INF, -1.0, NAN, 1_000.0, -1.0])
    found = of(audit)
    assert (found.promised, found.unpromised) == (0, (2, 1, 1, 1))
    text = section(audit)
    assert "No dataset whose newest row we know promises a period" in text
    assert "no frequency declared: 2, one without a period, such as “as needed”: 1, a period longer than a year: 1" in text


@pytest.mark.parametrize(
    ("cadence", "by", "gaps", "silent"),
    [
        (1.0, "entries", (1, 0, 0, 0, 0, 0), 0),
        (365.0, "entries", (0, 0, 0, 0, 1, 0), 0),
        (0.01, "rows", (), 1),
        (365.0, "rows", (0, 0, 0, 0, 1, 0), 0),
        (None, None, (), 0),
    ],
)
def test_a_lower_bound_counts_where_it_contradicts_the_promise_and_says_nothing_else(
    cadence: float | None, by: str | None, gaps: tuple[int, ...], silent: int
) -> None:
    found = of(parks(a_probe(0, cadence_days=cadence, cadence_by=by)))
    assert (found.paces[0].gaps if found.paces else (), found.silent) == (gaps, silent)


def test_what_could_not_be_asked_is_told_with_its_reasons() -> None:
    audit = parks(
        a_probe(0), refused(1, "no-date-column"), refused(2, "http-403"), refused(3, "no-date-column"), a_probe(4, newest=None)
    )
    text = section(audit)
    assert (
        "Did not 4 could not be asked, or told no date that counts, for the reasons below; that is no failure of theirs" in text
    )
    assert "no column that we could ask tells when something was entered or happened 3 the server refused (403) 1" in text
    assert of(audit).failures == (("no-date-column", 3), ("http-403", 1))


def test_carried_answers_are_counted_and_dated() -> None:
    audit = parks(a_probe(0), a_probe(1, asked_at="2026-10-03", carried=True), a_probe(2, asked_at="2026-10-20", carried=True))
    text = section(audit)
    assert "Told their newest row 3 answers of an earlier night: 2, the first of 3 October 2026" in text
    assert "its answer is carried on, and says nothing of the days since" in text
    assert "earlier night" not in section(parks(a_probe(0)))


def test_datasets_that_were_not_chosen_are_counted() -> None:
    audit = an_audit({"Parks": 9})
    assert "Chosen to be asked 1 the other 8 were not" in section(probed(audit, [a_probe(own_rows(audit)[0])]))


def test_where_nothing_was_asked_one_line_says_so() -> None:
    text = section(an_audit())
    assert text.startswith("How fresh the data are This audit asked no rows") and text.count(".") == 1
    html = render(an_audit())
    assert 'id="calendar-1-data"' not in html and "What the rows themselves tell" not in html


def test_where_no_check_told_what_is_promised_nothing_is_held_against_anything() -> None:
    audit = an_audit({"Parks": 1})
    text = section(probed(audit, [a_probe(own_rows(audit)[0])]))
    assert "What is promised could not be read" in text and "of none do we know promise and newest row" in text
    assert "Nothing could be judged here" in text


def test_where_nobody_told_a_newest_row_there_is_nothing_to_draw() -> None:
    text = section(parks(refused(0, "timeout")))
    assert "the server did not answer in time 1" in text and "The months in which data moved" not in text


def test_two_portals_are_pooled() -> None:
    one, (portal,) = of(LIVED_IN), LIVED_IN.portals
    two = of(replace(LIVED_IN, portals=(portal, portal)))
    assert (two.of, two.dated, two.older, two.doubts.datasets) == (600, 2 * one.dated, 2 * one.older, 2 * one.doubts.datasets)
    assert [c.drawn for c in two.calendars] == [2 * c.drawn for c in one.calendars]


def test_a_catalogue_of_5_000_datasets_swells_the_report_by_no_more_than_150_kilobytes() -> None:
    audit = an_audit({f"Department of number {n}": 100 for n in range(50)}, all_fail=True)
    plain, fresh = (len(render(one, manuals=manuals()).encode()) for one in (audit, lived_in(audit)))
    assert plain < fresh < plain + 150_000
