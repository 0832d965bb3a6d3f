"""Toronto's data quality score: the published scores from the published dimensions, and the dimensions of published datasets."""

import csv
import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from portalaudit.audit.judge import judge
from portalaudit.checks.run import discover
from portalaudit.connectors.ckan.crawl import Taken, take_page
from portalaudit.connectors.ckan.pages import Page
from portalaudit.connectors.ckan.reading import PLACES, Reading
from portalaudit.model import frames
from portalaudit.model.check import Judged
from portalaudit.model.inventory import Inventories
from portalaudit.model.portal import Portal
from portalaudit.model.snapshot import Snapshot
from portalaudit.rubrics.grade import grade
from portalaudit.rubrics.inputs import Inputs, Pooled, pool
from portalaudit.rubrics.load import load
from portalaudit.rubrics.toronto_dqs import READ, Quality, freshness, grade_of, qualities, rounded, total_of
from tests.checks.profiles import a_profile, frame

DAY = datetime(2023, 5, 4, 12, 0, tzinfo=UTC)


def published(recordings: Path, name: str) -> list[dict[str, str]]:
    with (recordings / f"data/truth/toronto-dqs/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_row(row: Mapping[str, str]) -> Quality:
    values = {name: Fraction(row[name]) for name in READ}
    return Quality("datastore" if row["store_type"] == "datastore" else "filestore", values)


@pytest.mark.recordings
def test_every_published_score_and_grade(recordings: Path) -> None:
    raw = {(row["package"], row["resource"]): of_row(row) for row in published(recordings, "raw_scores_and_codes")}
    final = published(recordings, "final_scores_and_codes")
    ours = [raw[row["package"], row["resource"]] for row in final]

    assert len(raw) == len(final) == 255
    assert [rounded(one.score) for one in ours if one.score] == [float(row["score"]) for row in final]
    assert [one.grade for one in ours] == [row["grade"] for row in final]

    total = total_of(ours)
    assert (total.score, total.decided) == (77.4, 1.0)
    assert total.states == {"Gold": 103, "Silver": 146, "Bronze": 6, "undecided": 0}


@pytest.mark.recordings
def test_the_rubric_s_own_arithmetic_gives_the_published_mean(recordings: Path) -> None:
    """Shares that a check can measure, from the published dimensions, through grading."""
    rows = published(recordings, "raw_scores_and_codes")
    kept = [row for row in rows if float(row["usability"]) > 0.5 or row["store_type"] == "filestore"]
    said = grade(load("toronto-dqs"), as_measures(kept))

    assert len(kept) > 200
    assert said.score == total_of([with_freshness(row) for row in kept]).score
    assert said.decided == 1.0
    assert sum(said.states.values()) == len(kept)


def with_freshness(row: Mapping[str, str]) -> Quality:
    """The row, but as fresh as can be: an age cannot be told from a score."""
    quality = of_row(row)
    accessibility = Fraction(1 if quality.store == "datastore" else Fraction("0.9"))
    return replace(quality, values={**quality.values, "freshness": Fraction(1), "accessibility": accessibility})


def as_measures(rows: list[dict[str, str]]) -> Inputs:
    def column(make: object) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array([make(row) for row in rows], np.float64)  # type: ignore[operator]

    stored = column(lambda row: row["store_type"] == "datastore")
    measures = {
        "metadata_incomplete": {"fields": column(lambda row: row["metadata"])},
        "columns_undescribed": {"described": column(lambda row: row["metadata"])},
        "dataset_overdue": {"declared_days": np.full(len(rows), 1.0), "age_data_modified": np.full(len(rows), 1.0)},
        "keywords_missing": {"stated": np.ones(len(rows))},
        "pipeline_untold": {"told": np.ones(len(rows))},
        "rows_unqueryable": {"queryable": stored, "loadable": np.zeros(len(rows))},
        "values_missing": {"filled": np.where(stored > 0, column(lambda row: row["completeness"]), np.nan)},
        "column_names_cryptic": {"clear": np.where(stored > 0, 1.0, np.nan)},
        "columns_constant": {"varying": np.where(stored > 0, column(lambda row: 2 * Fraction(row["usability"]) - 1), np.nan)},
    }
    checks = {name: Pooled(name, tested=len(rows), measures=held) for name, held in measures.items()}
    return Inputs(checks, len(rows))


@pytest.mark.parametrize(
    ("declared", "age", "value"),
    [
        (0.0, 5000.0, 1.0),                       # real time
        (31.0, 30.9, 1.0),                        # within the period: whole days
        (31.0, 60.0, (1 - 0.25 + 1) / 2),         # a period behind, of two that cost all
        (31.0, 90.0, 0.5),
        (1.0, 2.0, (1 - 1 / 49 + 1) / 2),
        (366.0, 365.0 * 1.25, None),              # computed below
        (366.0, 365.0 * 1.5 + 1, 0.5),
        (math.inf, 400.0, 1.0),                   # as available, never
        (math.inf, 1095.0, 0.5),
        (-1.0, 400.0, 1.0),                       # none declared: age alone
        (-1.0, 876.0, 1 - 0.64),
        (-1.0, 1095.0, 0.0),
        (62.0, 400.0, 1.0),                       # every two months: no such rate
        (0.25, 2.0, (1 - 1 / 49 + 1) / 2),        # four times a day: as daily
    ],
)  # fmt: skip
def test_freshness_decays(declared: float, age: float, value: float | None) -> None:
    found = freshness(declared, age)
    expected = (1 - (((456 - 365) / 365) / 0.5) ** 2 + 1) / 2 if value is None else value
    assert found is not None
    assert float(found) == pytest.approx(expected)


@pytest.mark.parametrize(("declared", "age"), [(None, 3.0), (31.0, None), (-1.0, None), (None, None)])
def test_freshness_is_not_guessed(declared: float | None, age: float | None) -> None:
    assert freshness(declared, age) is None


@pytest.mark.parametrize(
    ("score", "grade"),
    [("0", "Bronze"), ("0.6", "Bronze"), ("0.6004", "Silver"), ("0.8", "Silver"), ("0.8001", "Gold"), ("1", "Gold")],
)
def test_a_bound_belongs_to_the_grade_below(score: str, grade: str) -> None:
    assert grade_of(Fraction(score)) == grade


@pytest.mark.parametrize(("score", "shown"), [("0.7105", 0.71), ("0.7115", 0.712), ("0.64849", 0.648)])
def test_halves_are_rounded_to_the_even_digit(score: str, shown: float) -> None:
    assert rounded(Fraction(score)) == shown


ALL = {name: Fraction(1) for name in READ}


@pytest.mark.parametrize(
    ("quality", "score", "grade"),
    [
        (Quality("datastore", ALL), 1, "Gold"),
        (Quality("filestore", {**ALL, "usability": None, "completeness": None}), 1, "Gold"),
        (Quality("datastore", {**ALL, "usability": None}), 1, "Gold"),                    # at worst .95
        (Quality("datastore", {**ALL, "usability": None, "completeness": None, "accessibility": None}), 1, None),
        (Quality("datastore", {**ALL, "metadata": Fraction(0), "usability": None}), Fraction(60, 95), None),
        (Quality("datastore", dict.fromkeys(READ, Fraction(0))), 0, "Bronze"),
        (Quality("datastore", {}), None, None),
        (Quality(None, ALL), None, None),
    ],
)  # fmt: skip
def test_what_was_not_observed_is_left_out_and_decides_no_grade(
    quality: Quality, score: Fraction | None, grade: str | None
) -> None:
    assert (quality.score, quality.grade) == (score, grade)


def test_a_score_counts_what_is_decided() -> None:
    half = Quality("datastore", {**ALL, "metadata": None, "freshness": Fraction(0)})
    total = total_of([Quality("datastore", ALL), half])

    assert (total.score, total.decided) == (78.8, 0.825)  # (1 + .30) / (1 + .65)
    assert total.states == {"Gold": 1, "Silver": 0, "Bronze": 0, "undecided": 1}
    assert total_of([]).score is None


def test_nothing_measured_is_nothing_decided() -> None:
    said = grade(load("toronto-dqs"), Inputs({}, 12))

    assert (said.score, said.decided) == (None, 0.0)
    assert {one.finding for one in said.criteria} == {"undetermined"}


def test_a_dimension_seen_of_few_datasets_is_undetermined_and_not_in_the_score() -> None:
    rows = [dict.fromkeys(READ, "1") | {"store_type": "datastore"} for _ in range(10)]
    given = as_measures(rows)
    few = np.array([0.0] * 4 + [np.nan] * 6)
    checks = {**given.checks, "values_missing": Pooled("values_missing", measures={"filled": few})}
    said = grade(load("toronto-dqs"), replace(given, checks=checks))
    by_id = {one.id: one for one in said.criteria}

    assert by_id["completeness"].finding == "undetermined"
    assert by_id["completeness"].because.startswith(
        "On average datasets have no more empty cells than full ones: 0 over 4 datasets;"
    )
    assert by_id["metadata"].finding == "met"
    assert (said.score, said.decided) == (100.0, 0.9)
    assert said.states["Gold"] == 6 + 4  # with nothing of completeness .9 is left


# The published datasets, read by the connector, their rows profiled as the datastore answered them.


def fixture(recordings: Path, name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((recordings / f"data/truth/toronto-dqs/{name}.json").read_text(encoding="utf-8"))
    return found


def published_datasets(recordings: Path) -> Snapshot:
    """The two published packages as a CKAN portal, and a profile of the rows that the datastore answered with."""
    entries = [fixture(recordings, name) for name in ("death-registry-statistics-package", "ttc-routes-and-schedules")]
    taken = Taken(Reading("https://ckan.example.org", "ckan.example.org"))
    take_page(taken, Page(0, None, entries, "c1"))
    made = taken.builder.frames()
    row = made["datasets"]["title"].tolist().index("Death Registry Statistics")
    answer = fixture(recordings, "death-registry-statistics-datastore")
    records = pd.DataFrame(answer["records"])
    fields: list[dict[str, dict[str, str]]] = answer["fields"]  # type: ignore[assignment]
    profiles = [
        a_profile(
            dataset=row, position=place, name=one["id"], description=one.get("info", {}).get("notes"), rows=len(records),
            nulls=int(records[one["id"]].isna().sum()), distinct=int(records[one["id"]].nunique()),
        )
        for place, one in enumerate(fields)
    ]  # fmt: skip
    probes = [{"dataset": row, "way": "datastore", "capture": "c2", "carried": False}]
    return Snapshot(
        Portal("https://ckan.example.org", "ckan", "ckan"), DAY, places=PLACES, parts=frozenset({"datasets", "distributions"}),
        profiles=frame("profiles", profiles), probes=frame("probes", probes), **made,
    )  # fmt: skip


@pytest.mark.recordings
def test_the_dimensions_of_the_published_datasets(recordings: Path) -> None:
    snapshot = published_datasets(recordings)
    snapshot.validate()
    judged = Judged(Inventories(), np.ones(2, np.bool_))
    results = judge(snapshot, judged, [check for check in discover() if check.scope == "dataset"])
    assert [result.error for result in results if result.error] == []
    inputs = Inputs(pool([results]), 2)
    titles = frames.column(snapshot.datasets, "title").to_pylist()
    found = dict(zip(titles, qualities(inputs), strict=True))

    deaths, routes = found["Death Registry Statistics"], found["TTC Routes and Schedules"]
    assert deaths == Quality("datastore", {
        "metadata": Fraction(7, 8), "freshness": Fraction(1), "accessibility": Fraction(1), "completeness": Fraction(1),
        "usability": Fraction(1),
    })  # fmt: skip
    # An archive that a datastore could have taken in earns nothing for accessibility.
    assert routes == Quality("filestore", {
        "metadata": Fraction(1), "freshness": Fraction(1), "accessibility": Fraction(0), "completeness": None, "usability": None,
    })  # fmt: skip
    assert (rounded(deaths.score or Fraction()), deaths.grade) == (0.956, "Gold")
    assert (rounded(routes.score or Fraction()), routes.grade) == (0.82, "Gold")

    reasons = Counter(f"{result.id}.{reason}" for result in results for reason in result.failing_reasons)
    assert reasons["metadata_incomplete.fields_missing"] == 1
    assert (
        reasons["pipeline_untold.no_job"] == reasons["columns_constant.constant"] == reasons["values_missing.mostly_empty"] == 0
    )
    said = grade(load("toronto-dqs"), inputs)
    assert said.states == {"Gold": 2, "Silver": 0, "Bronze": 0, "undecided": 0}
    assert said.decided == 1.0


@pytest.mark.recordings
def test_the_published_datasets_without_a_look_at_rows(recordings: Path) -> None:
    """Nothing of rows was seen: their dimensions are unknown, neither nothing nor all."""
    snapshot = replace(published_datasets(recordings), profiles=frames.empty("profiles"), probes=frames.empty("probes"))
    results = judge(snapshot, Judged(Inventories(), np.ones(2, np.bool_)), [c for c in discover() if c.scope == "dataset"])
    inputs = Inputs(pool([results]), 2)
    deaths = next(one for one in qualities(inputs) if one.store == "datastore")

    assert (deaths.values["completeness"], deaths.values["usability"], deaths.values["metadata"]) == (None, None, None)
    assert deaths.grade is None
    assert deaths.score == 1  # freshness and accessibility


def test_a_measure_of_a_portal_where_a_check_broke_is_unknown() -> None:
    """Arrays of all checks stand beside one another, so one that is shorter tells of nobody."""
    given = as_measures([dict.fromkeys(READ, "1") | {"store_type": "datastore"}] * 3)
    short = Pooled("values_missing", measures={"filled": np.ones(2)})
    found = qualities(replace(given, checks={**given.checks, "values_missing": short}))

    assert [one.values["completeness"] for one in found] == [None, None, None]
    assert pa.types.is_int64(pa.array([len(found)]).type)
