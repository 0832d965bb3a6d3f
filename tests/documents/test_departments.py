"""Names of departments against a list."""

from pathlib import Path

import pytest

from portalaudit.documents.failure import Failure
from portalaudit.documents.inventory.department_list import read_list
from portalaudit.documents.inventory.departments import Listed, coverage, listed_of
from portalaudit.documents.inventory.entries import entries_of
from portalaudit.documents.inventory.reconcile import by_department
from portalaudit.documents.inventory.shown import MASK, masked
from portalaudit.model.inventory import Coverage
from portalaudit.model.portal import Department
from tests.documents.recorded import a_file
from tests.documents.tables import a_csv, a_table, an_entry, an_inventory
from tests.patience import ends


def covered(named: list[str], listed: list[Listed]) -> Coverage:
    return coverage(an_inventory(*(an_entry(f"Set {n}", department=name) for n, name in enumerate(named))), listed)


@pytest.mark.parametrize(
    ("named", "listed", "how"),
    [
        ("Department of Parks", Listed("Department of Parks"), "name"),
        ("  department  OF parks ", Listed("Department of Parks"), "name"),
        ("DPW", Listed("Department of Public Works", ("DPW",)), "acronym"),
        ("Streets and Sanitation", Listed("Department of Public Works", (), ("Streets and Sanitation",)), "alias"),
        ("Mayor’s Office", Listed("Mayors Office"), "normalised"),
        ("Insurance, Securities & Banking", Listed("Insurance Securities & Banking"), "normalised"),
        ("Dept. of Public Works", Listed("Department of Public Works"), "reduced"),
        ("Parks", Listed("Parks Department"), "reduced"),
        ("D.C. Public Schools", Listed("District of Columbia Public Schools"), "reduced"),
        ("City of Somewhere Water Works, Inc.", Listed("Somewhere Water Works"), "reduced"),
        ("Secretaría de Educación", Listed("Educación, Secretaría de la"), "reduced"),
        ("Department of Health", Listed("Office of Health"), None),
        ("Office of Planning", Listed("Office of Planting"), None),
    ],
)
def test_a_name_is_matched_by_the_strictest_rule_that_finds_it(named: str, listed: Listed, how: str | None) -> None:
    """As written, by acronym, by alias, by letters, without what doesn't tell departments apart."""
    found = covered([named, "Somebody else"], [listed, Listed("Department of Other Matters")])

    assert [pair.how for pair in found.pairs] == ([how] if how else [])


def test_an_acronym_beside_the_name_helps_where_it_is_one_department_s() -> None:
    """Two departments that share one are matched by neither."""

    def rows(*pairs: tuple[str, str]) -> Coverage:
        table = a_table([{"Dataset Name": f"Set {n}", "Agency": name, "Acronym": code} for n, (name, code) in enumerate(pairs)])
        return coverage(entries_of(table), [Listed("Tenant Advocacy", ("OTA",))])

    assert rows(("Office for Renters", "OTA")).matched == 1
    assert rows(("Office for Renters", "OTA"), ("Office of Taxes", "OTA")).matched == 0


@pytest.mark.parametrize(
    ("named", "listed", "above"),
    [(9, 10, "yes"), (8, 10, "no"), (0, 10, "no"), (10, 10, "yes")],
)
def test_more_than_80_percent_means_more(named: int, listed: int, above: str) -> None:
    """Eight of ten are not."""
    departments = [Listed(f"Office {chr(65 + n)}xyz") for n in range(listed)]

    assert covered([department.name for department in departments[:named]] or [""], departments).above == above


def test_unmatched_names_leave_the_question_open() -> None:
    """They might be the missing departments under other names; both sides are listed."""
    found = covered([*"ABCDEFGH", "Wombats"], [Listed(name) for name in "ABCDEFGHIJ"])

    assert (found.matched, found.shares[0].at_least, found.shares[0].at_most, found.above) == (8, 8, 9, "undetermined")
    assert (found.unmatched_named, found.unmatched_listed) == (("Wombats",), ("I", "J"))


@pytest.mark.parametrize(
    ("blank", "above"),
    [(0, "no"), (4, "no"), (6, "no"), (7, "undetermined"), (90, "undetermined")],
)
def test_a_blank_cell_may_be_any_department_s(blank: int, above: str) -> None:
    """Each of them one more, at most."""
    assert covered([*"AB", *[""] * blank], [Listed(name) for name in "ABCDEFGHIJ"]).above == above


def test_without_a_column_for_departments_nobody_knows_which_are_there() -> None:
    """Neither short nor covered."""
    rows = [{name: cell for name, cell in an_entry(f"Set {n}").items() if name != "Department"} for n in range(12)]
    found = coverage(an_inventory(*rows), [Listed(name) for name in "ABCDEF"])

    assert (found.named, found.shares[0].at_least, found.shares[0].at_most, found.above) == (0, 0, 6, "undetermined")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Maria Lopez", MASK), ("maria lopez3", MASK), ("Lopez, Maria", MASK), ("M. Lopez", MASK), ("Dr. Wombat Smith", MASK),
        ("Maria Lopez (Parks)", f"{MASK} (Parks)"), ("Parks - Maria Lopez", f"Parks - {MASK}"), ("Ask MARIA LOPEZ", MASK),
        ("parks@city.example", MASK), ("Parks 555-0101", f"Parks {MASK}"), ("Parks, +1 (555) 555-0101", f"Parks, {MASK}"),
        ("Wombats", "Wombats"), ("Fleet Management", "Fleet Management"), ("Rosa Parks Library", "Rosa Parks Library"),
        ("Martin Luther King Jr. Library", "Martin Luther King Jr. Library"), ("Precinct 12", "Precinct 12"),
        ("Office of the Mayor", "Office of the Mayor"), ("911 Center", "911 Center"), ("", ""),
    ],
)  # fmt: skip
def test_persons_are_masked_where_departments_are_named(name: str, shown: str) -> None:
    """By a given name, a title or initials; departments named after persons are left alone."""
    assert masked(name) == shown


@pytest.mark.parametrize(
    "text",
    ["a" * 320_000, "A-" * 160_000, "1." * 160_000 + "x", "@ " + "a" * 320_000, "A " * 160_000, "(" * 320_000],
    ids=["letters", "dashes", "dots", "an at", "capitals", "brackets"],
)
def test_masking_takes_time_that_grows_with_the_text(text: str) -> None:
    """Ten times what a cell of a workbook may have."""
    with ends():
        assert masked(text)


def test_unmatched_names_and_lines_are_shown_masked() -> None:
    """The inventory's column is headed as departments and holds persons."""
    entries = an_inventory(*(an_entry(f"Set {n}", department=f"Maria Lopez{n} (Wombats)") for n in range(3)))

    assert coverage(entries, [Listed("Parks")]).unmatched_named == (f"{MASK} (Wombats)",) * 3
    assert {line.department for line in by_department(entries, entries.claims)} == {f"{MASK} (Wombats)"}


def test_names_that_look_alike_are_suggested_and_not_counted() -> None:
    """For a person to decide."""
    found = covered(["General Services Administratyion"], [Listed("General Services Administration")])

    assert (found.matched, [pair.listed for pair in found.perhaps]) == (0, ["General Services Administration"])


def test_a_record_s_aliases_are_acronyms_or_names() -> None:
    """By their form."""
    assert listed_of([Department("Innovation and Technology", ("DoIT", "City IT office"))]) == (
        Listed("Innovation and Technology", ("DoIT",), ("City IT office",)),
    )


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        ("Department,Acronym,Aliases,Participating\nParks,DPR,Rec; Recreation,No\nRoads,,,Yes\n",
            Listed("Parks", ("DPR",), ("Rec", "Recreation"), False), 2),
        ("AGENCY_NAME,TYPE_OF_AGENCY\nParks,Mayoral\nRoads,Mayoral\nSchools,Other\n", Listed("Parks"), 3),
        ("Parks\nRoads\nSchools\n", Listed("Parks"), 3),
        ("Department\nParks\nRoads\n", Listed("Parks"), 2),
        ("Secretaría;Siglas\nSalud;SS\nObras;SO\n", Listed("Salud", ("SS",)), 2),
    ],
    ids=["all columns", "type is no name", "no header", "one column", "Spanish"],
)  # fmt: skip
def test_lists_are_read_as_people_make_them(text: str, first: Listed, count: int) -> None:
    """One column of names is enough."""
    found = read_list(a_csv(text))

    assert not isinstance(found, Failure)
    assert (found[0], len(found)) == (first, count)


def test_a_table_that_names_no_department_is_no_list() -> None:
    """Said so."""
    assert read_list(a_csv("Colour,Size\nred,1\nblue,2\n")) == Failure(
        "shape", "no column of the list is headed department, agency or name"
    )


@pytest.mark.recordings
def test_washington_s_inventory_names_92_agencies(recordings: Path) -> None:
    """74 that take part and one that does not, of a list of 99 of which 79 take part: above 80 % of those, open for all."""
    folder = recordings / "portals/washington-dc"
    listed = read_list(a_file(folder / "agencies-fy18.csv"))
    assert not isinstance(listed, Failure)

    found = coverage(entries_of(a_file(folder / "inventory-fy19.csv")), listed)

    assert (found.named, found.listed, found.taking_part, found.matched, found.matched_listed) == (92, 99, 79, 74, 75)
    assert [(share.denominator, share.of, share.at_least, share.at_most, share.above) for share in found.shares] == [
        ("listed", 99, 75, 92, "undetermined"),
        ("taking_part", 79, 74, 79, "yes"),
    ]
    assert (len(found.unmatched_named), len(found.unmatched_listed), found.above) == (17, 24, "undetermined")
    assert sum(pair.how == "name" for pair in found.pairs) == 74
