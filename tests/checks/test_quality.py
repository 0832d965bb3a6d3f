"""Checks of what a table holds and of how it is kept: those behind Toronto's data quality score, each useful by itself."""

import numpy as np
import pytest

from portalaudit.audit.judge import judge
from portalaudit.connectors.values import ABSENT
from portalaudit.data.english import is_english, words_of
from portalaudit.model.check import Judged
from portalaudit.model.inventory import Inventories
from portalaudit.model.portal import Portal
from tests.builders import a_column, a_dataset, a_distribution, a_snapshot
from tests.checks.profiles import a_profile, frame
from tests.checks.table import CHECKS, NOT_APPLICABLE, PASS, UNSEEN, Case, case, label, params, said_of, verdict

OTHERS: tuple[dict[str, object], ...] = ({},)
LOADED = ({"distributions": [a_distribution(job="a", queryable=True)]},)
SOCRATA: dict[str, object] = {"portal": Portal("http://data.example.org", "socrata", "socrata")}
PAPER: dict[str, object] = {"format": "PDF", "media_type": None, "download_url": "http://x/y.pdf", "queryable": False}
BOTH = "fields_missing_and_contact_of_portal"
TEAM = "opendata@example.org"  # of the portal data.example.org
READ_ON = "https://city.example/parks/trees"
PROSE = (
    "This table lists every tree that the parks department of the city looks after, with its species, the year in which it was "
    "planted and where it stands. It is made from the register of trees and is updated by the people who care for them."
)
ROMANCE = (
    "Este conjunto de datos contiene los árboles de la ciudad que cuida el departamento de parques, con su especie, el año en "
    "que se plantaron y el lugar donde están. Se hace con el registro de árboles y se actualiza por las personas que los cuidan."
)


def met(*columns: dict[str, object], way: str = "datastore") -> dict[str, object]:
    """A snapshot in which the rows of the first dataset were asked."""
    lines = [a_profile(position=place, **column) for place, column in enumerate(columns)]
    probes = [{"dataset": 0, "way": way, "capture": "c9", "carried": False}]
    return {"profiles": frame("profiles", lines), "probes": frame("probes", probes)}


def rows_of(check: str, said: str, *columns: dict[str, object]) -> Case:
    return Case(check, said, snapshot=met(*columns))


def kept(check: str, said: str, *distributions: dict[str, object], **more: object) -> Case:
    return Case(check, said, {"distributions": [a_distribution(**one) for one in distributions]}, **more)  # type: ignore[arg-type]


def columns(*names: str) -> list[dict[str, object]]:
    return [a_column(name=name, title=None) for name in names]


CASES = [
    # metadata_incomplete
    case("metadata_incomplete", PASS),
    case("metadata_incomplete", PASS, contact_url=READ_ON),
    case("metadata_incomplete", "fields_missing", description=ABSENT),
    case("metadata_incomplete", "fields_missing", description="n/a"),
    case("metadata_incomplete", "fields_missing", categories=[]),
    case("metadata_incomplete", "fields_missing", contact_email=None),
    case("metadata_incomplete", PASS, contact_email=TEAM),
    Case("metadata_incomplete", "fields_missing", beside=({"landing_page": READ_ON},)),
    Case("metadata_incomplete", "contact_of_portal", {"contact_email": TEAM}, beside=OTHERS),
    Case("metadata_incomplete", "contact_of_portal", {"contact_email": "opendata@toronto.ca"}, beside=OTHERS),
    Case("metadata_incomplete", PASS, {"contact_email": "opendata@transit.example"}, beside=OTHERS),
    Case("metadata_incomplete", PASS, {"contact_email": "trees@example.org"}, beside=OTHERS),
    Case("metadata_incomplete", BOTH, {"contact_email": TEAM, "categories": []}, beside=OTHERS),
    case("metadata_incomplete", UNSEEN, unseen=("description",)),
    case("metadata_incomplete", "fields_missing", unseen=("description",), categories=ABSENT),
    # columns_constant
    rows_of("columns_constant", PASS, {}, {"name": "year"}),
    rows_of("columns_constant", PASS, {}, {"name": "geometry", "distinct": 1}),
    rows_of("columns_constant", PASS, {}, {"name": "geometry", "distinct": None}),
    rows_of("columns_constant", PASS, {}, {"name": "_id", "distinct": 1}),
    rows_of("columns_constant", "constant", {}, {"name": "year", "distinct": 1}),
    rows_of("columns_constant", "constant", {}, {"name": "note", "distinct": 0, "nulls": 10}),
    rows_of("columns_constant", "constant", {"distinct": None}, {"name": "year", "distinct": 1}),
    rows_of("columns_constant", UNSEEN, {"distinct": None}, {"name": "year"}),
    rows_of("columns_constant", NOT_APPLICABLE, {"rows": 1, "distinct": 1}),
    case("columns_constant", UNSEEN),
    # values_missing
    rows_of("values_missing", PASS, {}, {"name": "note", "nulls": 9}),
    rows_of("values_missing", "mostly_empty", {}, {"name": "note", "nulls": 10}),
    rows_of("values_missing", "mostly_empty", {"nulls": 10}),
    rows_of("values_missing", UNSEEN, {"nulls": None}, {"name": "note", "nulls": 10}),
    rows_of("values_missing", UNSEEN, {"rows": 0}),
    rows_of("values_missing", UNSEEN, {"nulls": 11}),
    case("values_missing", UNSEEN),
    # column_names_cryptic
    case("column_names_cryptic", PASS, description=PROSE, columns=columns("CIVIC_CENTRE", "virtualHours", "FTRCODE")),
    case("column_names_cryptic", "cryptic", description=PROSE, columns=columns("ADDRNUM", "FTRCODE", "year")),
    case("column_names_cryptic", "cryptic", description=PROSE, columns=columns("ADDRNUM", "year")),
    case("column_names_cryptic", PASS, description=PROSE, columns=[a_column(name="FTRCODE", title="Feature code")]),
    case("column_names_cryptic", "cryptic", description=PROSE, columns=[a_column(name="", title=None)]),
    case("column_names_cryptic", UNSEEN, description=PROSE),
    case("column_names_cryptic", UNSEEN, description="Trees.", columns=columns("ADDRNUM")),
    case("column_names_cryptic", "cryptic", description="Trees.", language="en-CA", columns=columns("ADDRNUM")),
    case("column_names_cryptic", UNSEEN, description=ROMANCE, columns=columns("ADDRNUM")),
    case("column_names_cryptic", NOT_APPLICABLE, kind="story", description=PROSE, columns=columns("ADDRNUM")),
    Case("column_names_cryptic", "cryptic", {"description": PROSE}, snapshot=met({"name": "ADDRNUM"})),
    # rows_unqueryable
    kept("rows_unqueryable", PASS, {"queryable": True}),
    kept("rows_unqueryable", PASS, {"queryable": False}, {"queryable": True, "format": "JSON"}),
    kept("rows_unqueryable", "files_only", {"queryable": False}, PAPER),
    kept("rows_unqueryable", "files_only", {"queryable": None}, beside=LOADED),
    kept("rows_unqueryable", NOT_APPLICABLE, PAPER),
    kept("rows_unqueryable", UNSEEN, {}),
    kept("rows_unqueryable", UNSEEN, {"queryable": None}),
    kept("rows_unqueryable", PASS, {"generated": True}, snapshot=SOCRATA),
    kept("rows_unqueryable", "files_only", {}, snapshot=SOCRATA),
    # pipeline_untold
    kept("pipeline_untold", PASS, {"queryable": True, "job": "load trees"}, {"queryable": False}),
    kept("pipeline_untold", "no_job", {"queryable": True, "job": "load trees"}, {"queryable": True, "job": " "}),
    kept("pipeline_untold", "no_job", {"queryable": False, "job": "load trees"}, {"queryable": False}),
    kept("pipeline_untold", "no_job", {"queryable": True}, beside=LOADED),
    kept("pipeline_untold", UNSEEN, {"queryable": True, "job": ""}),
    kept("pipeline_untold", UNSEEN, {"queryable": True}),
    case("pipeline_untold", NOT_APPLICABLE, kind="story", distributions=[a_distribution(queryable=True, job="load trees")]),
    # columns_undescribed, by what the rows were met with
    rows_of("columns_undescribed", PASS, {"description": "Latin name"}),
    rows_of("columns_undescribed", "undescribed", {"description": "Latin name"}, {"name": "year"}),
    rows_of("columns_undescribed", PASS, {"description": "Latin name"}, {"name": "_id"}),
    Case("columns_undescribed", UNSEEN, snapshot=met({}, way="file")),
    Case("columns_undescribed", PASS, {"columns": [a_column()]}, snapshot=met({"name": "year"})),
]  # fmt: skip


@pytest.mark.parametrize("one", CASES, ids=label)
def test_what_a_check_says(one: Case) -> None:
    assert said_of(one) == one.said


def measures(check: str, *rows: dict[str, object], **changes: object) -> dict[str, list[float]]:
    found = verdict(check, a_snapshot(*rows, **changes))  # type: ignore[arg-type]
    return {name: values.tolist() for name, values in found.measures.items()}


def test_four_fields_are_counted_whatever_other_datasets_do() -> None:
    rows = [a_dataset(), a_dataset(landing_page=READ_ON), a_dataset(contact_email=TEAM), a_dataset(unseen=("categories",))]

    assert measures("metadata_incomplete", *rows)["fields"] == pytest.approx([0.75, 1.0, 0.5, np.nan], nan_ok=True)


def test_shapes_need_no_description_nor_to_differ() -> None:
    given = met({"description": "Latin name"}, {"name": "geometry", "distinct": 1})

    assert measures("columns_undescribed", a_dataset(), **given)["described"] == [1.0]
    assert verdict("columns_undescribed", a_snapshot(a_dataset(), **given)).measure == pytest.approx([0.5])  # type: ignore[arg-type]
    assert measures("columns_constant", a_dataset(), **given)["varying"] == [1.0]


def test_shares_are_of_all_columns_of_the_publisher() -> None:
    given = met({"nulls": 5, "distinct": 1}, {"name": "year"}, {"name": "_id"}, {"name": "the_geom", "distinct": 1})

    assert measures("columns_constant", a_dataset(), a_dataset(), **given)["varying"] == pytest.approx(
        [2 / 3, np.nan], nan_ok=True
    )
    assert measures("values_missing", a_dataset(), a_dataset(), **given)["filled"] == pytest.approx(
        [25 / 30, np.nan], nan_ok=True
    )


def test_a_name_counts_by_itself_in_the_measure() -> None:
    named = a_dataset(description=PROSE, columns=[a_column(name="FTRCODE", title="Feature code"), a_column()])

    assert measures("column_names_cryptic", named)["clear"] == [0.5]


def test_the_share_of_resources_with_a_job_is_of_those_that_are_kept() -> None:
    rows = [
        a_distribution(queryable=True, job="a"),
        a_distribution(queryable=True),
        a_distribution(format="ZIP", queryable=False),
    ]
    files = [a_distribution(format="ZIP", queryable=False), a_distribution(format=".xls", queryable=False, job="b")]
    given = a_dataset(distributions=rows), a_dataset(distributions=files), a_dataset(distributions=[])

    assert measures("pipeline_untold", *given)["told"] == pytest.approx([0.5, 0.5, np.nan], nan_ok=True)
    found = measures("rows_unqueryable", *given)
    assert found["queryable"] == pytest.approx([1.0, 0.0, np.nan], nan_ok=True)
    assert found["loadable"] == pytest.approx([1.0, 1.0, np.nan], nan_ok=True)


def test_findings_name_the_columns() -> None:
    given = met({}, *({"name": f"c{place}", "distinct": 1, "nulls": 10} for place in range(25)))
    snapshot = a_snapshot(a_dataset(), **given)  # type: ignore[arg-type]
    first = ", ".join(f"c{place}" for place in range(20))

    assert params("columns_constant", snapshot) == {"columns": first, "count": 25, "total": 26, "rows": 10}
    assert params("values_missing", snapshot) == {"columns": first, "percent": 96}


def test_evidence_of_rows_is_the_answer_about_them() -> None:
    snapshot = a_snapshot(a_dataset(), **met({"distinct": 1}))  # type: ignore[arg-type]
    (result,) = judge(snapshot, Judged(Inventories(), np.ones(1, np.bool_)), [CHECKS["columns_constant"]])

    (evidence,) = result.findings[0].evidence
    assert (evidence.capture, evidence.pointer) == ("c9", "")


NASTY = ["", " ", ":", "_", "\x00", "a" * 5000, "=1+1", "é" * 300, "select", '"quoted"', "👻", "a,b"]


@pytest.mark.parametrize("check", ["columns_constant", "values_missing", "column_names_cryptic", "columns_undescribed"])
def test_no_name_of_a_column_breaks_a_check(check: str) -> None:
    odd = {"rows": -1, "nulls": -5, "distinct": 2**62}
    names = [*NASTY, None]
    lines = [
        a_profile(**{"name": name, "distinct": 1, "nulls": 10, **({} if place else odd)}) for place, name in enumerate(names)
    ]
    lines += [a_profile(dataset=7), a_profile(dataset=-1)]
    probes = [{"dataset": 5, "way": None}, {"dataset": 0, "way": "datastore", "capture": None}]
    snapshot = a_snapshot(a_dataset(description=PROSE), profiles=frame("profiles", lines), probes=frame("probes", probes))

    assert len(verdict(check, snapshot).passed) == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("CIVIC_CENTRE", ["civic", "centre"]),
        ("virtualHours", ["virtual", "hours"]),
        ("PlaceOfDeath", ["place", "of", "death"]),
        ("Test Camel_", ["test", "camel"]),
        ("place-of", ["place", "of"]),
        ("", []),
    ],
)
def test_a_name_is_cut_into_words(name: str, words: list[str]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize("word", ["licenses", "cities", "children", "boxes", "running", "planted", "bigger", "men", "id", "died"])
def test_forms_of_words_are_words(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("word", ["objectid", "nbrhd", "addrnum", "", "s", "zzz" * 40, "ciudad", "árbol"])
def test_what_is_no_word(word: str) -> None:
    assert is_english(word) == (word == "s")  # the letter is one
