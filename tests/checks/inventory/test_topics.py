"""What columns tell of place and people, procurement and performance, and what they don't."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portalaudit.checks.inventory.topics import roles_of, shows
from portalaudit.data.tables import rows, words
from portalaudit.model.check import Judged, Parts, PortalVerdict
from portalaudit.model.inventory import Inventories
from portalaudit.model.reasons import render
from portalaudit.model.snapshot import Snapshot
from tests.builders import a_column, a_dataset, a_snapshot
from tests.checks.inventory.made import first, word
from tests.checks.table import CHECKS

NEEDS = ("datasets", "columns", "own")
PEOPLE, PROCUREMENT, PERFORMANCE = "disaggregation_missing", "procurement_data_missing", "performance_data_missing"


def a_table(*headers: str, title: str = "A table", **changes: object) -> dict[str, object]:
    """A dataset with these columns; `Point!` is a column of that type."""
    columns = [
        a_column(
            name=header.lower().replace(" ", "_").rstrip("!"), title=header.rstrip("!"),
            type="Point" if header.endswith("!") else "Text", at=f"#/columns/{place}",
        )
        for place, header in enumerate(headers)
    ]  # fmt: skip
    return a_dataset(title=title, columns=columns, **changes)


def parts(snapshot: Snapshot, own: list[bool] | None = None) -> Parts:
    mask = np.array(own or [True] * len(snapshot.datasets), np.bool_)
    return Parts(snapshot, NEEDS, Judged(Inventories(), mask))


def said(check: str, *tables: dict[str, object], own: list[bool] | None = None, **changes: object) -> PortalVerdict:
    verdict = CHECKS[check].run(parts(a_snapshot(*tables, **changes), own))  # type: ignore[arg-type]
    assert isinstance(verdict, PortalVerdict)
    return verdict


def shown(topic: str, *headers: str, title: str = "A table") -> set[str]:
    """The patterns of a topic that one dataset shows."""
    return {name for name, mask in shows(parts(a_snapshot(a_table(*headers, title=title))), topic).items() if mask.any()}


@pytest.mark.parametrize(
    "headers",
    [
        ("Council District", "Calls"), ("council_district", "n"), ("Ward", "Votes"), ("ZIP Code",),
        ("CensusTract2020",), ("Neighborhood",),
        ("Latitude", "Longitude"), ("lat", "lon"), ("Where!",), ("the_geom",), ("Código postal",),
        ("Bairro",), ("Colonia",), ("CEP",),
    ],
)  # fmt: skip
def test_columns_that_tell_a_place(headers: tuple[str, ...]) -> None:
    assert shown("place", *headers)


@pytest.mark.parametrize(
    "headers",
    [
        ("Ward", "Beds", "Patients"), ("Hospital ward",), ("Latitude",), ("Zip file",),
        ("District Attorney",), ("Amount", "Date"),
        ("Plat number",), ("Platform",),
    ],
)  # fmt: skip
def test_columns_that_tell_no_place(headers: tuple[str, ...]) -> None:
    assert not shown("place", *headers)


@pytest.mark.parametrize(
    "headers",
    [
        ("Race/Ethnicity", "Stops"), ("Subject Race",), ("Gender", "Salary"), ("Sex", "Age"),
        ("Sexo", "Edad"), ("Sexo", "Faixa etária"),
        ("Raça/Cor",), ("Race", "Sex"), ("Age Group", "Population"), ("Female", "Male"), ("Mujeres", "Hombres"),
        ("White", "Black or African American", "Asian"), ("Median Household Income",),
        ("Disability Status",), ("Primary Language",),
        ("Pct Hispanic", "Pct White"), ("victim_age", "victim_sex"),
    ],
)  # fmt: skip
def test_columns_that_tell_groups_of_people(headers: tuple[str, ...]) -> None:
    assert shown("people", *headers)


@pytest.mark.parametrize(
    "headers",
    [
        ("Pipe", "Diameter", "Age"), ("Age", "Material", "Sex"), ("Race", "Horse", "Jockey", "Age"),
        ("Race Name", "Age Range", "Bib"),
        ("Race", "Candidate", "Votes", "Age"), ("Animal Type", "Breed", "Sex", "Age"), ("Raza", "Sexo", "Edad", "Especie"),
        ("Gender", "Breed"), ("Sex",), ("Age",), ("Race",), ("Black", "White"), ("Programming Language",),
        ("Disabled Parking",),
        ("Género musical", "Edad"), ("Page", "Stage"), ("Trace", "Sex"), ("Age Group", "Playground"), ("Net Income", "Year"),
    ],
)  # fmt: skip
def test_false_friends_of_groups_of_people(headers: tuple[str, ...]) -> None:
    assert not shown("people", *headers)


@pytest.mark.parametrize(
    ("stage", "headers", "title"),
    [
        ("solicitation", ("Solicitation Number", "Due Date", "Department"), "Open bids"),
        ("solicitation", ("Bid Number", "Commodity"), "x"),
        ("solicitation", ("RFP", "Description"), "Current bids"),
        ("solicitation", ("Edital", "Modalidade", "Data de abertura"), "Licitações"),
        ("contract", ("Vendor", "Contract Number", "Award Amount"), "x"),
        ("contract", ("supplier_name", "contract_id", "start_date"), "x"),
        ("contract", ("Vendor Name", "Amount"), "Awarded Contracts"),
        ("contract", ("Proveedor", "Número de contrato", "Monto contratado"), "x"),
        ("contract", ("Fornecedor", "Nº Contrato", "Contrato", "Valor do contrato"), "x"),
        ("order", ("Vendor", "Purchase Order", "Total"), "x"),
        ("order", ("PO Number", "Supplier", "PO Date"), "x"),
        ("payment", ("Payee", "Check Number", "Check Date", "Amount"), "x"),
        ("payment", ("Vendor", "Amount", "Fund"), "Open Checkbook"),
        ("payment", ("Credor", "Empenho", "Valor"), "Despesas"),
    ],
)
def test_stages_of_procurement(stage: str, headers: tuple[str, ...], title: str) -> None:
    assert stage in shown("procurement", *headers, title=title)


@pytest.mark.parametrize(
    ("headers", "title"),
    [
        (("Employee", "Contract", "Salary", "Vendor"), "Payroll"),
        (("Employee Name", "Job Title", "Contract", "Annual Rate"), "Contract employees"),
        (("Permit Number", "Contractor", "Contract Value", "Date"), "Building permits"),
        (("Street Vendor", "Permit", "Date"), "Food vendors"),
        (("Payment Amount", "Invoice Number", "Plate"), "Parking payments"),
        (("Project", "Budget", "Spent"), "Contracts and procurement payments"),
        (("Auction", "Bid Amount", "Parcel"), "Tax lien auction"),
        (("Number of Vendors", "Cost per Purchase Order", "Month"), "Scorecard"),
        (("Charitable Solicitation", "Issue Date"), "Charities"),
    ],
)
def test_false_friends_of_procurement(headers: tuple[str, ...], title: str) -> None:
    assert not shown("procurement", *headers, title=title)


@pytest.mark.parametrize(
    ("headers", "title", "names"),
    [
        (("Performance Measure", "Target", "Actual", "Fiscal Year"), "x", {"goals", "measures"}),
        (("Indicator", "FY19 Target", "FY19 Actual"), "x", {"goals"}),
        (("Measure Name", "Goal", "Value", "Month"), "x", {"goals"}),
        (("Indicador", "Meta", "Resultado", "Año"), "x", {"goals"}),
        (("Metric", "Target", "Result"), "Performance scorecard", {"goals"}),
        (("KPI", "Value", "Quarter"), "x", {"measures"}),
        (("Team", "Goals", "Actual", "Measure", "Year"), "League", set()),
        (("On Time Indicator", "Value", "Date", "Target"), "311 requests", set()),
        (("Unit of Measure", "Target", "Actual", "Year"), "x", set()),
        (("Measure", "Target Species", "Result", "Year"), "Fish", set()),
        (("Ballot Measure", "Result", "Date", "Goal"), "Elections", set()),
        (("Department", "Budget", "Actual", "Fiscal Year"), "Performance", set()),
        (("Indicator", "Value", "Year"), "Air quality", set()),
    ],
)
def test_measures_and_targets(headers: tuple[str, ...], title: str, names: set[str]) -> None:
    assert shown("performance", *headers, title=title) == names


PLAIN = ("Street", "Length")
CASES = [
    (PEOPLE, (a_table("District"), a_table("Race", "Sex")), "pass", "by_place_and_group"),
    (PEOPLE, (a_table("District"),), "fail", "by_place_only"),
    (PEOPLE, (a_table("Race", "Sex"),), "fail", "by_group_only"),
    (PEOPLE, (a_table(*PLAIN),), "fail", "neither"),
    (PROCUREMENT, (a_table("Vendor", "Contract Number", "Amount"),), "pass", "some_stages"),
    (
        PROCUREMENT,
        (
            a_table("Bid Number", "Due Date"),
            a_table("Vendor", "Contract ID", "Total"),
            a_table("Vendor", "Check Number", "Amount"),
        ),
        "pass",
        "whole_cycle",
    ),
    (PROCUREMENT, (a_table(*PLAIN, title="Contracts, bids and payments"),), "fail", "no_stage"),
    (PERFORMANCE, (a_table("Indicator", "Target", "Actual", "Year"),), "pass", "with_targets"),
    (PERFORMANCE, (a_table("KPI", "Value", "Year"),), "pass", "without_targets"),
    (PERFORMANCE, (a_table(*PLAIN, title="Performance goals"),), "fail", "no_measures"),
]


@pytest.mark.parametrize(("check", "tables", "outcome", "reason"), CASES)
def test_what_a_check_says(check: str, tables: tuple[dict[str, object], ...], outcome: str, reason: str) -> None:
    assert word(said(check, *tables)) == (outcome, reason)


@pytest.mark.parametrize("check", [PEOPLE, PROCUREMENT, PERFORMANCE])
def test_what_was_not_seen_is_no_failure(check: str) -> None:
    """One dataset whose columns were not seen leaves it open; without any columns, or without datasets, nothing is said."""
    unseen = a_table()

    assert word(said(check, a_table(*PLAIN)))[0] == "fail"
    assert word(said(check, a_table(*PLAIN), unseen)) == ("not_observed", "partly_seen")
    assert word(said(check, unseen)) == ("not_observed", "no_columns")
    assert word(said(check, a_table(*PLAIN), parts=frozenset({"datasets"}))) == ("not_observed", "no_columns")
    assert word(said(check)) == ("not_observed", "no_datasets")


@pytest.mark.parametrize("check", [PEOPLE, PROCUREMENT, PERFORMANCE])
def test_only_the_city_s_own_datasets_count(check: str) -> None:
    tables = (
        a_table("District", "Race", "Sex"),
        a_table("Vendor", "Contract ID", "Total"),
        a_table("KPI", "Target", "Actual", "FY20"),
    )

    assert said(check, *tables).outcome == "pass"
    assert said(check, *tables, own=[False] * 3).outcome == "not_observed"
    assert said(check, *tables, a_table(*PLAIN), own=[False, False, False, True]).outcome == "fail"


def test_columns_of_the_platform_do_not_count() -> None:
    column = a_column(name=":@computed_region_x", title="Council Districts", system=True)

    assert word(said(PEOPLE, a_dataset(columns=[column, a_column()])))[1] == "neither"


def test_a_pass_shows_the_columns_and_the_dataset() -> None:
    verdict = said(PROCUREMENT, a_table(*PLAIN), a_table("Id", "Vendor", "Contract Number", "Amount", title="Awards"))
    main, example = verdict.shown

    assert (example.subject, example.title) == ("d2", "Awards")
    assert render(example.check, example.reason, example.params) == "The columns “Vendor”, “Contract Number”, “Amount” show it."
    assert [(one.pointer, one.excerpt) for one in example.evidence] == [
        ("/result/results/1/columns/1", "Vendor"), ("/result/results/1/columns/2", "Contract Number"),
        ("/result/results/1/columns/3", "Amount"),
    ]  # fmt: skip
    assert main.evidence == example.evidence[:2]


def test_where_headers_have_a_list_of_their_own_the_evidence_stands_there() -> None:
    verdict = said(PROCUREMENT, a_table("Id", "Vendor", "PO Number", "Amount"), places={"columns": "#/resource/columns_name"})

    assert verdict.shown[1].evidence[0].pointer == "/result/results/0/resource/columns_name/1"


def test_people_and_places_are_shown_by_turns() -> None:
    tables = [a_table("District", title=f"Place {n}") for n in range(9)] + [
        a_table("Race", "Sex", title=f"People {n}") for n in range(9)
    ]
    titles = [finding.title for finding in said(PEOPLE, *tables).shown[1:]]

    assert titles[:2] in (["People 0", "Place 0"], ["Place 0", "People 0"])
    assert len(titles) == 8


def test_a_failure_shows_the_catalogue() -> None:
    found = first(said(PERFORMANCE, a_table(*PLAIN)))

    assert found is not None
    assert [evidence.capture for evidence in found.evidence] == ["00000000-0000-4000-8000-000000000001"]


def test_every_pattern_names_roles_that_there_are_and_bits_enough() -> None:
    names = [str(row["name"]) for row in rows("column_topics", "role")]
    used = {name.strip() for row in rows("column_topics", "pattern") for need in words(row, "needs") for name in need.split("|")}
    used |= {name for row in rows("column_topics", "pattern") for name in words(row, "refuted_by")}

    assert len(names) == len(set(names)) <= 62
    assert used == set(names)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=60), st.sampled_from(["", "\x00", "é" * 5000, "9" * 400, "A" * 10_000, "\u202e" * 9, "__"])))
def test_any_header_can_be_read(header: str) -> None:
    assert 0 <= roles_of(header) < 2**62
