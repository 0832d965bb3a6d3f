"""The data inventory's own section: what stands there, what is told apart, and what a hostile inventory cannot do."""

import json
import re
from dataclasses import replace

import pytest

from portalaudit.data.tables import table
from portalaudit.documents.inventory.vocabulary import columns
from portalaudit.export.report import render
from portalaudit.export.report.coverage import DWARFS, MOST_STACKS, drawn, stacks
from portalaudit.export.report.room import SCREEN
from portalaudit.export.report.wording import wording
from portalaudit.model.audit import Audit, PortalAudit
from portalaudit.model.inventory import DepartmentLine, InventoryResult
from tests.documents.tables import an_entry
from tests.export.inventoried import ROWS, TREES, a_failure, a_result, considered, with_inventories
from tests.export.report.markup import Page, read
from tests.export.report.sample import HOSTILE, an_audit


def audited(*results: InventoryResult, **changes: object) -> Audit:
    base = an_audit({"Parks": 3})
    return replace(base, portals=(with_inventories(base.portals[0], *results, **changes),))  # type: ignore[arg-type]


def page(*results: InventoryResult, **changes: object) -> Page:
    found = read(render(audited(*results, **changes)))
    assert found.errors == []
    return found


def section(found: Page) -> str:
    """The section's text."""
    start = found.text.index("A data inventory lists")
    return found.text[start : found.text.index("In pictures", start)]


def test_it_says_which_asset_was_read_when_it_was_updated_and_by_which_clock() -> None:
    text = page(a_result()).text

    assert "Data Inventory was read as the city's data inventory: 4 entries of 3 departments." in text
    assert "Last updated 15 January 2026 9 months before this audit; newest date in the column Last Updated" in text
    assert "the platform's own date is 1 October 2026" in text
    assert "Read from https://data.example.org/i1.csv as JSON" in text


def test_the_platform_s_date_is_named_as_such_and_none_is_said_to_be_none() -> None:
    undated = [{key: value for key, value in row.items() if key != "Last Updated"} for row in ROWS]

    assert "1 October 2026 31 days before this audit; by the platform's own date" in page(a_result(undated)).text
    assert "Last updated not told neither an entry nor the platform tells a date" in page(a_result(undated, stamp=None)).text


def test_the_cells_by_which_it_was_judged_stand_with_their_places() -> None:
    assert (
        "Evidence (3 places) Dataset Name at row=1 in capture c1 2026-01-15 at row=2;col=9 in capture c1" in page(a_result()).text
    )


def test_not_public_and_not_on_the_portal_are_told_apart() -> None:
    text = page(a_result()).text

    assert "Not public 1 its classification keeps it from the public; 3 are public, 0 are not classified" in text
    assert "Not on the portal 2 the inventory says that it is not published" in text


def test_where_no_column_tells_neither_is_a_number() -> None:
    bare = [{"Dataset Name": f"Set {n}", "Department": f"D{n % 3}", "Update Frequency": "Daily"} for n in range(6)]
    text = page(a_result(bare)).text

    assert "Not public not told no column classifies the entries" in text
    assert "Not on the portal not told no column says what is published" in text
    assert "The inventory does not say what is published." in text


def test_every_core_column_stands_with_its_header_and_how_full_it_is_or_as_missing() -> None:
    short = [{key: value for key, value in row.items() if key not in ("Data Steward", "Link")} for row in ROWS]
    text = page(a_result(short)).text

    assert re.search(r"6 of the 8 columns that an inventory needs are there", text)
    assert "Classification Data Classification 100 %" in text and "Steward or contact no such column" in text


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        (ROWS, "Undetermined: 2 (67 %) are in the inventory for certain; were every unmatched name"),
        (ROWS[:3], "Not more than 80 %: 2 (67 %) are in the inventory, and 2 (67 %) would be"),
        ((*ROWS[:3], an_entry("X", department="Fire")), "More than 80 %: at least 3 (100 %) are in the inventory."),
    ],
    ids=["undetermined", "no", "yes"],
)
def test_the_80_percent_are_answered_in_words_as_far_as_names_settle_it(rows: list[dict[str, str]], answer: str) -> None:
    text = page(a_result(rows)).text

    assert f"Of all 3 on the list {answer}" in text
    assert "The list is the city's record." in text


def test_unmatched_names_are_listed_both_ways() -> None:
    text = page(a_result()).text

    assert "In the inventory, not on the list (1) Works" in text and "On the list, not in the inventory (1) Fire" in text
    assert "Matched (2)" in text


def test_without_a_list_of_departments_the_share_is_not_told() -> None:
    assert "No list of the city's departments is known" in page(a_result(listed=()), source=None).text


def test_the_picture_parts_each_department_s_entries_and_the_table_has_the_numbers() -> None:
    found = page(a_result())
    (data,) = (e.text for e in found.all("script") if e.attributes.get("id") == "coverage-1-data")

    assert [(row["label"], row["numbers"]) for row in json.loads(data)["data"]["values"]] == [
        ("Police", "2 entries"), ("Department of Parks", "1 entry"), ("Works", "1 entry"),
    ]  # fmt: skip
    assert "Police 2 0 1 0 1 Department of Parks 1 1 0 0 0 Works 1 0 0 1 0" in found.text


def lines(*sizes: int) -> list[DepartmentLine]:
    return [DepartmentLine(f"D{number:03}", size, size, 0, 0, 0) for number, size in enumerate(sizes)]


def test_beyond_the_largest_departments_the_rest_stand_together_and_are_drawn_unless_they_dwarf_all() -> None:
    few, many = stacks(lines(*[10] * 27), ""), stacks(lines(*[10] * 60), "")

    assert (len(few), few[-1].others, few[-1].entries) == (MOST_STACKS + 1, 2, 20)
    assert (len(drawn(few)), len(drawn(many))) == (MOST_STACKS + 1, MOST_STACKS) and many[-1].entries > DWARFS * 10
    assert drawn(()) == ()


def test_matches_grow_from_left_to_right_and_both_remainders_are_listed() -> None:
    text = page(a_result()).text

    assert "2 entries say that they are published; they bear 2 different names." in text
    assert "Names 0 0 0 1 0 0 Up to here 0 0 0 1 1 1 Of 2 0 % 0 % 0 % 50 % 50 % 50 %" in text
    assert "Said to be published and not found (1) Signs" in text
    assert "Published, and not in the inventory (2)" in text and "Benches Hydrants" in text


def test_datasets_that_are_not_listed_stand_under_their_department() -> None:
    assert "Parks (2) Benches Hydrants" in page(a_result()).text  # d2 and d3 of the sample are the Parks'


def test_others_that_were_read_are_shown_with_what_they_are_or_why_they_could_not_be_read() -> None:
    part = a_result(ROWS[:2], considered("i3", "New in FY17", kind="part", reason="one-period"))
    text = page(a_result(), part, a_failure()).text

    assert "New in FY17 Part of an inventory its title speaks of one period only 2 15 January 2026" in text
    assert "Inventory of old Inventory could not be read: the server refused (403) refused" in text


def test_what_was_refused_is_named_with_the_reason_in_words() -> None:
    text = page(a_result(), refused=[TREES, considered("i9", "Old", read=False)]).text

    assert "Also considered (2) 1 refused" in text
    assert "Tree Inventory Something else refused an inventory of something else: trees and plants" in text
    assert "Old Inventory accepted, not read its title says so" in text


def test_where_nothing_was_found_it_says_where_we_looked_and_what_to_ask_for() -> None:
    text = section(page(refused=[TREES]))

    assert "No data inventory was found. We looked at titles, descriptions, tags and columns of 55 assets" in text
    assert "Not found is no proof of absence" in text and "What to ask for: The inventory itself" in text
    assert "Tree Inventory" in text


def test_an_address_of_the_city_s_record_is_named_where_nothing_was_found() -> None:
    audit = audited()
    assert audit.target.city is not None
    city = replace(audit.target.city, inventory_url="https://city.example/inventory.csv")

    text = read(render(replace(audit, target=replace(audit.target, city=city)))).text
    assert "The address that the city's record gives for it, https://city.example/inventory.csv, was asked too." in text


def test_one_that_could_not_be_read_is_no_inventory_and_no_failure() -> None:
    text = section(page(a_failure()))

    assert "what was found could not be read, as told below. A gap is not a failure." in text
    assert "No data inventory was found" not in text


@pytest.mark.parametrize(
    ("rows", "about", "sentence"),
    [
        (ROWS, considered(kind="part", reason="one-period"), "is a part of an inventory, its title speaks of one period only"),
        ([an_entry("A"), an_entry("B", department="P")], considered(kind="catalogue", reason="lists-only-public"),
         "turned out to be a list of what is published"),
        ([{"Tree": "Oak", "Species": "Quercus"}], considered(kind="other", reason="not-inventory-columns"),
         "turned out not to be an inventory (its rows are not those of an inventory of data): 1 entry."),
    ],
    ids=["part", "catalogue", "other"],
)  # fmt: skip
def test_what_is_no_whole_inventory_is_said_to_be_none(rows: list[dict[str, str]], about: object, sentence: str) -> None:
    made = a_result(rows, about)  # type: ignore[arg-type]
    judged = made.judgement
    assert judged is not None
    made = replace(made, judgement=replace(judged, kind=made.considered.kind))

    assert sentence in page(made).text


def test_two_portals_have_a_section_part_each() -> None:
    first = audited(a_result())
    other: PortalAudit = with_inventories(first.portals[0], a_result(about=considered("i7", "The other")))
    found = read(render(replace(first, portals=(first.portals[0], other))))

    assert found.errors == [] and len(found.ids) == len(set(found.ids))
    assert {"coverage-1-data", "coverage-2-data"} <= set(found.ids)


def hostile_results() -> tuple[InventoryResult, ...]:
    """Inventories whose every text means harm."""
    rows = [an_entry(text, department=text, data_classification=text, data_steward=text) for text in HOSTILE]
    one = a_result(rows, considered("<b>", HOSTILE[0]))
    evil = replace(one.table, url="javascript:alert(1)", truncated="<i>", notes=("<u>",))
    return replace(one, table=evil), a_failure("<script>", "<s>")


def test_hostile_texts_are_shown_as_text() -> None:
    found = page(*hostile_results(), refused=[replace(TREES, title=HOSTILE[1], reason="about:<img>")], source="<script>")

    scripts = [e for e in found.all("script") if e.attributes.get("type") != "application/json"]
    assert len(scripts) == 5 and found.all("img", "i", "u") == []
    assert "<script>alert('title')</script>" in found.text and "<img>" in found.text
    assert all("javascript:" not in e.attributes.get("href", "") for e in found.all("a"))


def test_long_lists_are_cut_with_the_command_that_shows_them_all() -> None:
    rows = [an_entry(f"Set {number:04}", department=f"D{number // 3}") for number in range(SCREEN.names + 7)]
    many = [replace(TREES, subject=f"t{number}") for number in range(SCREEN.considered + 5)]
    html = render(audited(a_result(rows), refused=many))

    assert f"Said to be published and not found ({SCREEN.names + 7})" in read(html).text
    assert "and 7 more. All of them: portalaudit show 2026-11-01-example --all-findings --output json" in read(html).text
    assert html.count("Tree Inventory") == SCREEN.considered and "and 5 more" in read(html).text


def test_every_reason_group_and_topic_has_words() -> None:
    words = wording("en")
    assert [group for group in columns().groups if group != "system" and not words.has("group", group)] == []
    topics = table("inventory_titles")["topics"]
    assert isinstance(topics, dict) and [topic for topic in topics if not words.has("topic", topic)] == []
    codes = (
        "named dated one-period one-level one-department retired view columns city-record platform-list names-the-catalogue "
        "not-data about-an-inventory columns-of-something-else columns-only tagged-only described-only not-a-table "
        "not-inventory-columns all-retired lists-only-public lists-only-published many-departments no-department-column"
    )
    assert [code for code in codes.split() if not words.has("considered", code)] == []


@pytest.mark.parametrize(("days", "text"), [(0, "0 days"), (1, "1 day"), (61, "61 days"), (62, "2 months"), (1_200, "3 years")])
def test_an_age_is_told_in_whole_days_months_or_years(days: int, text: str) -> None:
    assert str(wording("en").age(days)) == text
