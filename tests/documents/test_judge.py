"""What an inventory tells of itself."""

from datetime import date
from pathlib import Path

import pyarrow.compute as pc
import pytest

from portalaudit.documents.inventory.entries import entries_of
from portalaudit.documents.inventory.judge import judge
from portalaudit.model.inventory import Judgement
from tests.documents.recorded import a_file
from tests.documents.tables import a_csv, an_entry, an_inventory

TODAY = date(2026, 11, 1)


def judged(*rows: dict[str, str]) -> Judgement:
    return judge(an_inventory(*rows), TODAY)


def test_completeness_counts_cells_that_say_something() -> None:
    """`n/a` and `Unknown` say nothing; a group without a column is 0 where it is basic, else absent."""
    found = judged(
        an_entry("A", description="n/a"), an_entry("B", description=""), an_entry("C"), an_entry("D", update_frequency="Unknown")
    )

    assert found.completeness["name"] == 1.0
    assert found.completeness["description"] == 0.5
    assert found.completeness["frequency"] == 0.75
    assert found.completeness["link"] == 0.0
    assert "license" not in found.completeness


def test_no_is_an_answer_in_the_publication_column() -> None:
    """A column that says False in every row is complete."""
    assert judged(*(an_entry(name, publishing_status="False") for name in "ABCDEF")).completeness["publication"] == 1.0


def test_not_public_is_told_from_not_on_the_portal() -> None:
    """What may be published and is not, what may not be published and is."""
    found = judged(
        an_entry("A"), an_entry("B", publishing_status="Not Published"),
        an_entry("C", publishing_status="Not Published", data_classification="Confidential"),
        an_entry("D", data_classification="Confidential"), an_entry("E", data_classification="Confidential"),
    )  # fmt: skip

    assert (found.not_on_portal, found.not_public, found.public, found.unclassified) == (2, 3, 2, 0)


@pytest.mark.parametrize(
    ("changes", "kind", "disguise"),
    [
        ([{}, {"department": "Police"}], "catalogue", "yes"),
        ([{}, {"department": "Police", "data_classification": "Confidential"}], "whole", "no"),
        ([{"publishing_status": "No"}, {"department": "Police"}], "whole", "no"),
        ([{"publishing_status": "No"}, {}], "part", "no"),
        ([{"data_classification": "Secret"}, {"data_classification": "Secret", "department": "Police"}], "part", "no"),
        ([{"publishing_status": "Retired"}] * 2, "retired", "no"),
    ],
    ids=["all public and published", "one is closed", "one is unpublished", "one department", "one level", "all retired"],
)
def test_the_kind_is_told_by_the_rows(changes: list[dict[str, str]], kind: str, disguise: str) -> None:
    """A list of nothing but published public data is the catalogue under another name."""
    found = judged(*(an_entry(f"Set {n}", **change) for n, change in enumerate(changes)))

    assert (found.kind, found.disguise) == (kind, disguise)


def test_other_tables_are_no_inventory() -> None:
    """Trees have owners and dates too."""
    table = a_csv("Tree ID,Species,Condition,Owner,Last Updated\n" + "".join(f"{n},Oak,good,City,2020-01-01\n" for n in range(9)))

    assert judge(entries_of(table), TODAY).kind == "other"


def test_updates_are_read_from_the_rows_own_dates() -> None:
    """Not from plans, and from dates of entry only where no update is told."""
    found = judged(an_entry("A", last_updated="2026-03-01"), an_entry("B", last_updated="2031-01-01"))

    assert (found.newest, found.newest_from) == (date(2026, 3, 1), "Last Updated")


def test_a_question_about_sensitive_data_stands_for_a_classification() -> None:
    """Yes keeps data from the public; no opens nothing."""
    rows = [
        {"Dataset Title": f"Set {n}", "Department": f"D{n}", "Contains Sensitive Data": "Yes" if n < 2 else "No"}
        for n in range(9)
    ]

    found = judge(an_inventory(*rows), TODAY)

    assert (found.not_public, found.public, found.unclassified) == (2, 0, 7)


@pytest.mark.recordings
def test_washington_s_two_years(recordings: Path) -> None:
    """The figures that the inventories publish of themselves."""
    folder = recordings / "portals/washington-dc"
    old = a_file(folder / "inventory-fy18.csv")
    lines = [pc.fill_null(pc.match_substring(column, "\n"), False) for column in old.data.columns]
    many = lines[0]
    for other in lines[1:]:
        many = pc.or_(many, other)
    first = judge(entries_of(old), date(2018, 3, 11))
    second = judge(entries_of(a_file(folder / "inventory-fy19.csv")), date(2019, 9, 4))

    assert (first.entries, pc.sum(many).as_py(), first.kind, first.not_on_portal) == (1_640, 233, "whole", 1_123)
    assert (second.entries, second.kind, second.not_on_portal, second.not_public) == (1_779, "whole", 1_202, 985)
    assert (second.completeness["name"], second.completeness["description"], second.completeness["department"]) == (1.0, 0.0, 1.0)
    assert (first.newest, second.newest) == (date(2018, 2, 12), None)
    assert (first.disguise, second.disguise, second.unread) == ("no", "no", ())


@pytest.mark.recordings
def test_no_other_dataset_of_a_city_is_taken_for_an_inventory(recordings: Path) -> None:
    """115 recorded files: one inventory, the platform's list of assets, and 113 tables about other things."""
    kinds = {
        path.name[:9]: judge(entries_of(a_file(path)), date(2024, 9, 27)).kind
        for path in sorted((recordings / "portals/chattanooga/rows").glob("*.csv.gz"))
    }

    assert {name: kind for name, kind in kinds.items() if kind != "other"} == {"t8ph-y8y5": "catalogue", "wuph-stbt": "whole"}
