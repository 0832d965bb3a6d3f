"""The asset of a catalogue that lists the city's departments."""

from pathlib import Path

import numpy as np
import pytest

from portalaudit.documents.inventory.department_assets import department_asset
from portalaudit.documents.inventory.department_words import are_departments
from tests.builders import a_column, a_dataset, a_snapshot
from tests.documents.recorded import a_feed, a_file, chattanooga


def picked(*titles: str, headers: tuple[str, ...] = (), **changes: object) -> str | None:
    columns = [a_column(name=header, title=header) for header in headers]
    snapshot = a_snapshot(*(a_dataset(title=title, columns=columns, **changes) for title in titles))
    row = department_asset(snapshot.datasets, snapshot.columns)
    return None if row is None else str(snapshot.datasets.title[row])


@pytest.mark.parametrize(
    "title",
    [
        "City Agencies", "Department list", "Agency directory", "List of City Departments", "Listado de dependencias",
        "Directorio de dependencias municipales", "Secretarias Municipais", "Lista de órgãos",
        "Departments of the City of Example", "District Government Agencies", "City Department Codes and Names, list",
        "Example Departments",
    ],
)  # fmt: skip
def test_a_list_of_departments_is_known_by_its_title(title: str) -> None:
    """In three languages; words of the publisher's name may stand beside."""
    assert picked("Trees", title, "Street Tree Inventory") == title
    assert picked(title, headers=("Agency Name", "Acronym", "Website")) == title


@pytest.mark.parametrize(
    "title",
    [
        "Department of Health inspections", "Police Department Incidents", "Employees by Department", "Budget by department",
        "Employee Directory", "311 Services by Agency", "Home Health Care Agencies", "State Agencies", "Agency Service Center",
        "Multi-Agency Report", "Department Descriptions", "Housing Agencies", "Fire Departments", "Agencies", "", "Department",
        "Directory of important employees by department", "Servidores por Órgão", "Departments' performance", "News agencies",
    ],
)  # fmt: skip
def test_what_departments_have_or_do_is_not_the_list(title: str) -> None:
    """Inspections, incidents, staff, money, other governments' agencies; one bare word needs its columns."""
    assert picked(title) is None


def test_columns_confirm_and_refute_a_title() -> None:
    """A column for names, none for what departments have; with columns one word is enough."""
    assert picked("Agencies", headers=("Agency", "Acronym")) == "Agencies"
    assert picked("City Departments", headers=("Department", "Employee Name", "Salary")) is None
    assert picked("City Departments", headers=("Code", "Colour")) is None


def test_the_best_of_several_is_the_same_each_time() -> None:
    """Known columns first, then a dataset, then the shorter title; other publishers' assets and pages do not count."""
    known = a_dataset(title="City Departments and Agencies List", columns=[a_column(name="department", title="Department")])
    snapshot = a_snapshot(
        a_dataset(title="City Departments", kind="page", columns=[]),
        a_dataset(title="City Departments", kind="view", columns=[]),
        a_dataset(title="List of City Departments", columns=[]), known,
    )  # fmt: skip

    assert department_asset(snapshot.datasets, snapshot.columns) == 3
    assert department_asset(snapshot.datasets, snapshot.columns, np.array([True, True, True, False])) == 2
    assert department_asset(snapshot.datasets, snapshot.columns, np.array([True, True, False, False])) == 1
    assert department_asset(snapshot.datasets, snapshot.columns, np.zeros(4, bool)) is None


@pytest.mark.recordings
def test_only_washington_s_catalogue_has_one(recordings: Path) -> None:
    """Of all recorded catalogues; and the names of its list are names of departments."""
    found = {}
    for path in sorted((recordings / "portals").glob("*/*.json")):
        if path.parent.name in ("dados-gov-br", "renfrew", "south-ayrshire", "socrata-discovery") or "dcatus3" in path.name:
            continue  # not feeds of datasets in the form of DCAT-US 1.1 or DCAT-AP
        snapshot = a_feed(path)
        row = department_asset(snapshot.datasets, snapshot.columns)
        if row is not None:
            found[path.parent.name, path.name] = snapshot.datasets.title[row]
    city = chattanooga(recordings)

    assert department_asset(city.datasets, city.columns) is None
    assert {folder for folder, _ in found} == {"washington-dc"}
    assert len(found) == 6
    assert set(found.values()) == {"District Government Agencies"}
    assert are_departments(a_file(recordings / "portals/washington-dc/agencies-fy18.csv").data["AGENCY_NAME"].to_pylist())
