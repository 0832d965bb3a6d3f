"""Datasets whose promise, stamp and rows do not fit together: what a line says, under whose name, how many."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from portalaudit.checks.freshness import stamp_without_change
from portalaudit.export.report import render
from portalaudit.export.report.doubts import SEEN
from portalaudit.export.report.room import SCREEN
from portalaudit.export.report.wording import wording
from portalaudit.model.audit import Audit
from portalaudit.model.counting import own_datasets
from tests.builders import a_dataset
from tests.export.probed import a_probe, own_rows, probed
from tests.export.report.markup import read
from tests.export.report.sample import HOSTILE, an_audit, hostile_rows, manuals
from tests.export.report.test_freshness import LIVED_IN, of, parks, section


@pytest.mark.parametrize(
    ("check", "declared", "probe", "said"),
    [
        (
            "rows_stale", 1.0, {"newest": "2023-03-12"},
            "Promised: daily. The stamp says 31 May 2026, while the newest row is of 12 March 2023.",
        ),
        (
            "stamp_without_change", -1.0, {"since": "2026-09-03", "since_stamp": "2026-09-01"},
            "The stamp moved from 1 September 2026 to 31 May 2026; compared with 3 September 2026, no change was seen.",
        ),
        ("stamp_without_change", -1.0, {}, "The stamp moved; no change was seen."),
        (
            "frequency_improbable", 14.0, {"cadence_days": 365.25, "cadence_by": "entries"},
            "Promised: every two weeks. Its entries are about 11 months apart.",
        ),
        (
            "frequency_improbable", 10.0, {"cadence_days": 45.0, "cadence_by": "rows"},
            "Promised: every 10 days. Its entries are at least 45 days apart on average.",
        ),
        ("frequency_improbable", 0.5, {}, "Promised: several times a day. Its rows do not come as often."),
    ],
)  # fmt: skip
def test_a_line_says_politely_what_does_not_fit(check: str, declared: float, probe: dict[str, object], said: str) -> None:
    audit = an_audit({}, extra=[a_dataset(title="Street trees", data_modified="2026-05-31T10:00:00Z")])
    row = own_rows(audit)[0]
    text = section(probed(audit, [a_probe(row, **probe)], declared=[declared], failing={check: [row]}))
    assert f"Street trees {said} stamp: data modified · rows: column created_date · asked on 1 November 2026" in text
    assert not re.search(r"\b(lie|lies|lying)\b", text)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("same_file", "the file was the same, byte for byte."),
        (
            "same_extremes",
            "no change was seen: the same number of rows, and the same least and greatest values in the columns that were asked; "
            "a change inside rows can escape this.",
        ),
        (
            "same_newest",
            "no change was seen: the same newest date and number of rows, as far as they are told; "
            "a change inside rows can escape this.",
        ),
    ],
)
def test_a_line_says_what_was_compared(reason: str, said: str) -> None:
    audit = an_audit({}, extra=[a_dataset(title="Street trees", data_modified="2026-05-31T10:00:00Z")])
    row = own_rows(audit)[0]
    probe = a_probe(row, since="2026-04-03", since_stamp="2026-04-01")
    audit = probed(audit, [probe], failing={"stamp_without_change": [row]}, reason=reason)
    line = "Street trees The stamp moved from 1 April 2026 to 31 May 2026; compared with 3 April 2026, "
    assert f"{line}{said} stamp: data modified" in section(audit)
    bare = probed(audit, [a_probe(row)], failing={"stamp_without_change": [row]}, reason=reason)
    assert f"Street trees The stamp moved; {said} stamp: data modified" in section(bare)


def test_every_way_of_seeing_no_change_has_words() -> None:
    assert set(SEEN) == set(stamp_without_change._REASONS)
    assert all(str(wording("en").say(f"freshness.seen.{one}")) for one in SEEN)


def test_a_line_names_the_clocks_and_the_column_s_title() -> None:
    audit = an_audit({}, extra=[a_dataset(title="Trees", data_modified=None, metadata_modified="2026-10-20T00:00:00Z")])
    row = own_rows(audit)[0]
    titled = [{"dataset": row, "position": 3, "name": "opened", "title": "Date <opened>", "kind": "date"}]
    probe = a_probe(row, newest="2020-02-02", column="opened", carried=True, asked_at="2026-10-25")
    text = section(probed(audit, [probe], titled, declared=[1], failing={"rows_stale": [row]}))
    assert "The stamp says 20 October 2026, while the newest row is of 2 February 2020." in text
    assert "stamp: metadata modified · rows: column Date <opened> · asked on 25 October 2026, carried on" in text


def test_a_dataset_stands_once_under_its_department_the_widest_gap_first() -> None:
    found = of(LIVED_IN).doubts
    (portal,) = LIVED_IN.portals
    own = set(own_rows(LIVED_IN))
    failing = {check.id: own & set(check.failing.tolist()) for check in portal.checks if check.id in found.counts}
    assert {name: counts[0] for name, counts in found.counts.items()} == {name: len(rows) for name, rows in failing.items()}
    assert found.datasets == len(set().union(*failing.values())) == sum(len(group.lines) for group in found.shown)
    for group in found.shown:
        gaps = [(line.stamp or date.min) - (line.newest or date.max) for line in group.lines]
        assert gaps == sorted(gaps, reverse=True) and group.doubtful <= group.asked <= group.datasets
    assert "of 67 datasets that were to be asked" in section(LIVED_IN)


def test_others_datasets_are_not_listed() -> None:
    (portal,) = LIVED_IN.portals
    own = own_datasets(portal.snapshot, portal.ownership)
    checks = tuple(
        replace(check, failing=np.arange(len(own), dtype=np.int32)) if check.id == "rows_stale" else check
        for check in portal.checks
    )
    assert of(replace(LIVED_IN, portals=(replace(portal, checks=checks),))).doubts.datasets == int(own.sum())


def test_a_check_that_broke_is_not_taken_for_one_that_found_nothing() -> None:
    audit = parks(a_probe(0), failing={"rows_stale": [0]})
    (portal,) = audit.portals
    checks = tuple(replace(c, outcome="error") if c.id == "rows_stale" else c for c in portal.checks)
    found = of(replace(audit, portals=(replace(portal, checks=checks),))).doubts
    assert (found.counts, found.datasets) == ({}, 0)


def _everywhere(departments: Mapping[str, int]) -> Audit:
    audit = an_audit(departments)
    rows = own_rows(audit)
    probes = [a_probe(row, newest="2020-01-01") for row in rows]
    return probed(audit, probes, declared=[1.0] * len(rows), failing={"rows_stale": rows})


def test_a_long_list_is_cut_and_the_rest_is_counted() -> None:
    (one,) = of(_everywhere({"Everything": SCREEN.doubts + 50})).doubts.shown
    assert (one.doubtful, len(one.lines), one.unlisted) == (SCREEN.doubts + 50, SCREEN.doubts, 50)
    found = of(_everywhere({f"Office {n}": 1 for n in range(SCREEN.groups + 9)})).doubts
    assert (len(found.shown), len(found.left), found.datasets) == (SCREEN.groups, 9, SCREEN.groups + 9)


def hostile() -> Audit:
    """A catalogue whose every text means harm, asked for its rows."""
    audit = an_audit({"Parks": 5}, extra=hostile_rows(), city=None)
    rows = own_rows(audit)
    texts = [HOSTILE[place % len(HOSTILE)] for place in range(len(rows))]
    probes = [
        a_probe(row, column=text, newest="2001-01-01", cadence_days=9e9, cadence_by="entries", detail=text)
        for row, text in zip(rows, texts, strict=True)
    ]
    profiles = [{"dataset": row, "position": 0, "name": text, "title": text} for row, text in zip(rows, texts, strict=True)]
    probes[0] |= {"failure": "<script>alert('reason')</script>", "newest": None}
    failing = dict.fromkeys(("rows_stale", "stamp_without_change", "frequency_improbable"), rows)
    return probed(audit, probes, profiles, declared=[0.0, 1e-9, 1e9, *[1.0] * (len(rows) - 3)], failing=failing)


def test_hostile_titles_columns_and_reasons_are_escaped_and_cut() -> None:
    page = read(render(hostile(), manuals=manuals()))
    assert page.errors == [] and page.all("img") == []
    scripts = [e for e in page.all("script") if e.attributes.get("type") != "application/json"]
    assert len(scripts) == 5 and all("alert(" not in script.text for script in scripts)
    text = section(hostile())
    assert "<script>alert('title')</script>" in text and "<script>alert('reason')</script>" in text
    assert "rows: column {{ 7 * 7 }} {% raw %}" in text and "W" * 301 not in text
