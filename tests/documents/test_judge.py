"""What an inventory tells of itself."""

from dataclasses import replace
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


def some(number: int, changed: int, change: dict[str, str], **rest: str) -> list[dict[str, str]]:
    """Rows of six departments, the first few changed."""
    every = ({"department": f"Department of {'ABCDEF'[n % 6]}", **rest} for n in range(number))
    return [an_entry(f"Set {n}", **{**row, **(change if n < changed else {})}) for n, row in enumerate(every)]


@pytest.mark.parametrize(
    ("rows", "kind", "disguise"),
    [
        (some(12, 2, {"publishing_status": "Published"}, publishing_status="", data_classification=""), "whole", "undetermined"),
        (some(12, 2, {"publishing_status": "Published"}, publishing_status="Active", data_classification=""),
            "whole", "undetermined"),
        (some(12, 2, {"data_classification": "Public"}, publishing_status="", data_classification=""), "whole", "undetermined"),
        (some(12, 11, {"publishing_status": "Published"}, publishing_status="", data_classification=""), "catalogue", "yes"),
        (some(12, 0, {}, publishing_status="No"), "whole", "no"),
        (some(12, 0, {}, publishing_status="Active", data_classification=""), "whole", "undetermined"),
        (some(60, 59, {"link": "https://data.x.org/d/abcd-1234"}, publishing_status="", data_classification=""),
            "whole", "undetermined"),
        (some(60, 1, {"publishing_status": "No"}), "whole", "undetermined"),
        (some(60, 2, {"publishing_status": "No"}), "whole", "no"),
        (some(12, 3, {"department": "Department of A"}, department=""), "catalogue", "yes"),
        (some(12, 3, {"department": "Department of A"}, department="", publishing_status="No"), "whole", "no"),
    ],
    ids=[
        "status in few rows", "status that tells nothing", "classification in few rows", "status in nearly all rows",
        "all public, none published yet", "active", "a blank link", "one of sixty is unpublished", "two of sixty are",
        "all published", "department in few rows",
    ],
)  # fmt: skip
def test_blank_cells_are_neither_yes_nor_no(rows: list[dict[str, str]], kind: str, disguise: str) -> None:
    """What a list is, is said only where enough rows say so."""
    found = judged(*rows)

    assert (found.kind, found.disguise) == (kind, disguise)


@pytest.mark.parametrize(
    "rows",
    [some(9, 9, {"department": "Parks", "publishing_status": "No"}), some(9, 0, {})],
    ids=["one department", "all published"],
)
def test_a_table_that_is_cut_is_no_part_by_what_was_seen_of_it(rows: list[dict[str, str]]) -> None:
    """The rest may be of other departments, or not published."""
    entries = an_inventory(*rows)
    cut = judge(entries_of(replace(entries.table, truncated="rows")), TODAY)

    assert judge(entries, TODAY).kind in ("part", "catalogue")
    assert (cut.kind, cut.disguise) == ("whole", judge(entries, TODAY).disguise.replace("yes", "undetermined"))


def test_a_link_that_is_missing_is_no_statement() -> None:
    """Words in its place are one."""
    rows = some(8, 4, {"link": "https://data.x.org/d/abcd-1234"}, publishing_status="", link="")
    said = [*rows[:7], rows[7] | {"Link": "not published"}]

    assert (judged(*rows).not_on_portal, judged(*said).not_on_portal) == (None, 1)


def test_what_people_write_about_persons_is_counted_and_not_shown() -> None:
    """Levels and words that nobody knows are shown where they look like words of a list."""
    free = [
        {"data_classification": f"Confidential: ask Maria Lopez {n}, 555-01{n:02d}, maria{n}@city.example"} for n in range(20)
    ]
    named = [{"data_classification": "Ask Maria Lopez", "publishing_status": "Maria Lopez"}] * 4
    plain = [{"data_classification": "Tier of Wombats", "publishing_status": "Blue"}] * 3 + [{"data_classification": "Public"}]
    found = judged(*(an_entry(f"Set {n}", **change) for n, change in enumerate([*free, *named, *plain])))

    assert (found.levels, found.levels_hidden) == ({"Tier of Wombats": 3, "Public": 1}, 21)
    assert (found.unread, found.unread_hidden) == (("Blue", "Tier of Wombats"), 2)


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
