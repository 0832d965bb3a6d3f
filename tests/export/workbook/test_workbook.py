"""The workbook: what stands on its sheets, how they are arranged, what is left out and cut."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from portalaudit.export.tables import tables
from portalaudit.export.workbook import workbook
from portalaudit.export.workbook.limits import Limits
from portalaudit.model.assessment import Assessment
from portalaudit.model.audit import Audit
from tests.builders import TAKEN_AT
from tests.export.everything import (
    CAPTURE,
    MAIL,
    PERSON,
    SAID,
    a_capture,
    a_decision,
    an_annotation,
    an_audit,
    at,
    beside_it,
    hostile,
)
from tests.export.workbook.opened import MAIN, links, part, parts, rows, sheets, sound

SHEETS = [
    "About", "Criteria", "Requests", "Findings", "Datasets", "Departments", "Documents", "Inventories", "Checks", "Evidence",
    "Portals", "Traffic", "Gaps", "Captures", "Decisions", "Annotations", "Columns",
]  # fmt: skip


def written(audit: Audit | None = None, said: Assessment = SAID, limits: Limits | None = None, **changes: object) -> bytes:
    given = audit or an_audit()
    body = workbook(given, beside_it(given, said, **changes), limits or Limits())
    sound(body)
    return body


@pytest.fixture(scope="module")
def whole() -> bytes:
    return written()


def by(found: list[dict[str, object]], **wanted: object) -> dict[str, object]:
    (one,) = [row for row in found if all(row[name] == value for name, value in wanted.items())]
    return one


def test_the_sheets_stand_in_the_order_in_which_a_reader_wants_them(whole: bytes) -> None:
    assert list(sheets(whole)) == SHEETS
    assert [name for name in SHEETS if name not in ("Decisions", "Annotations")] == list(sheets(written(said=Assessment())))


def test_every_table_stands_there_with_all_its_rows(whole: bytes) -> None:
    audit = an_audit()
    for table in tables(audit, beside_it(audit)):
        found = sheets(whole)[table.title]
        assert found[0] == [column.title for column in table.columns]
        assert len(found) - 1 == len(list(table.rows()))


def test_the_same_audit_gives_the_same_bytes_wherever_and_whenever() -> None:
    """Another process, another time zone, another order of hashes, other names of temporary files."""
    program = (
        "import hashlib; from tests.export.workbook.test_workbook import written; print(hashlib.sha256(written()).hexdigest())"
    )
    told = []
    for zone, seed in (("UTC", "1"), ("Asia/Kathmandu", "2")):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
        told.append(done.stdout.strip())
    assert told == [hashlib.sha256(written()).hexdigest()] * 2


def test_its_properties_are_the_audits(whole: bytes) -> None:
    told = parts(whole)["docProps/core.xml"].decode()
    assert told.count("2026-11-01T02:00:00Z") == 2  # created and modified
    assert "Example" in told and "audit 20261101-0badcafe" in told and "portalaudit 0." in told


def test_the_first_sheet_says_what_this_is_and_links_to_the_others(whole: bytes) -> None:
    told = [" ".join(str(cell) for cell in row if cell != "") for row in sheets(whole)["About"]]
    text = "\n".join(told)

    assert told[0] == "Exampleville: what was found, and room for decisions"
    assert "It says no more than it saw" in text
    assert "Audit 20261101-0badcafe" in text and "Looked at 1 November 2026, 02:00 UTC" in text
    assert "portalaudit decide 20261101-0badcafe CRITERION accept" in text
    assert any(line.startswith("Portal health") and " of 100, " in line for line in told)
    assert any("evidence for " in line and " of 13 criteria" in line for line in told)
    assert "Names and addresses of the city's contacts are left out" in text
    inside = {at for at in links(whole, "About").values() if at.startswith("#")}
    assert inside == {f"#'{name}'!A1" for name in SHEETS[1:]}
    assert by_name(told, "Decisions").endswith(" 3.0")


def by_name(told: list[str], name: str) -> str:
    return next(line for line in told if line.startswith(f"{name} "))


def test_an_incomplete_audit_says_so_on_the_first_sheet() -> None:
    text = str(sheets(written(an_audit(complete=False)))["About"])
    assert "NO: a budget or a signal ended it" in text


def test_criteria_stand_with_finding_evidence_and_the_decision_that_stands(whole: bytes) -> None:
    audit = an_audit()
    graded = {one.id: one for one in audit.rubrics[0].criteria}
    found = rows(whole, "Criteria")
    decided, open_ = by(found, Rubric="wwc-v3", Criterion="DM2"), by(found, Rubric="wwc-v3", Criterion="DM3")

    assert [row["Criterion"] for row in found] == [one.id for rubric in audit.rubrics for one in rubric.criteria]
    assert decided["Because"] == graded["DM2"].because
    assert (decided["DECISION"], decided["Decided by"], decided["Why"]) == ("accept", "Jo Doe", "Seen")
    assert decided["Decided on"] == at(3).replace(tzinfo=None)
    assert decided["Earlier decisions"] == 1
    assert (open_["DECISION"], open_["Decided by"], open_["Decided on"], open_["Why"]) == ("", "", "", "")
    policy = by(found, Rubric="wwc-v3", Criterion="OD1")
    assert policy["Evidence"] == "https://www.example.org/policy"
    assert "publish data proactively" in str(policy["Quote"])
    assert policy["DECISION"] == "more" and policy["Why"] == "'=which?"
    assert "https://www.example.org/policy" in links(whole, "Criteria").values()


def test_decisions_are_chosen_from_a_list(whole: bytes) -> None:
    found, _ = part(whole, "Criteria")
    (rule,) = found.iter(f"{MAIN}dataValidation")
    count = len(rows(whole, "Criteria"))
    column = sheets(whole)["Criteria"][0].index("DECISION")

    assert rule.get("type") == "list"
    assert rule.findtext(f"{MAIN}formula1") == '"accept,reject,more"'
    assert rule.get("sqref") == f"{chr(65 + column)}2:{chr(65 + column)}{count + 1}"


@pytest.mark.parametrize("name", SHEETS[1:])
def test_sheets_have_filters_frozen_panes_and_widths(whole: bytes, name: str) -> None:
    found, _ = part(whole, name)
    head = sheets(whole)[name][0]
    pane = next(found.iter(f"{MAIN}pane"))

    assert (pane.get("state"), pane.get("ySplit")) == ("frozen", "1")
    assert int(pane.get("xSplit") or 0) >= 1
    area = next(found.iter(f"{MAIN}autoFilter")).get("ref") or ""
    assert area.startswith("A1:")
    columns = list(found.iter(f"{MAIN}col"))
    assert sum(int(str(one.get("max"))) - int(str(one.get("min"))) + 1 for one in columns) == len(head)
    assert all(4 < float(str(one.get("width"))) < 120 for one in columns)


def test_findings_say_what_was_found_of_what_and_where(whole: bytes) -> None:
    found = rows(whole, "Findings")
    audit = an_audit()
    one = by(found, Check="license_missing", Subject="d2")

    assert len(found) == sum(len(check.findings) for portal in audit.portals for check in portal.checks)
    assert (one["What"], one["Dataset"], one["Finding"]) == ("No licence", "Trees of the city", "The licence is null.")
    assert (one["Department"], one["Counted"], one["Kind"], one["Capture"]) == ("Parks", "yes", "dataset", CAPTURE)
    assert (one["Said of it"], one["In their words"], one["Said by"]) == ("by-design", "Meant so", "Ann Roe")
    assert (one["Until"], one["Waived"]) == (date(2027, 6, 30), "yes")
    assert by(found, Check="license_missing", Subject="d3")["Counted"] == "no"
    assert by(found, Check="license_missing", Subject="d3")["Said of it"] == ""


def test_a_dataset_has_a_column_a_check(whole: bytes) -> None:
    found = rows(whole, "Datasets")
    good, poor, view = (by(found, Subject=name) for name in ("d1", "d2", "d3"))

    assert len(found) == 4
    assert (good["No licence"], poor["No licence"], good["Licence not open"], poor["Licence not open"]) == (
        "pass", "FAIL", "pass", "n/a",
    )  # fmt: skip
    assert good["Columns without description"] in ("not seen", "n/a")
    assert "license_missing" in str(poor["Failed checks"]).split()
    assert poor["Fails"] == len(str(poor["Failed checks"]).split()) == list(poor.values()).count("FAIL")
    assert (good["Counted"], view["Counted"], view["Kind"]) == ("yes", "no", "view")
    assert good["Metadata changed"] == date(2026, 10, 20)
    assert good["Licence"] == "cc-by" and poor["Licence"] == ""
    assert "http://data.example.org/dataset/trees" in links(whole, "Datasets").values()


def test_departments_count_their_datasets_under_the_name_of_the_record(whole: bytes) -> None:
    (parks,) = rows(whole, "Departments")
    assert (parks["Department"], parks["Also written"], parks["Datasets"]) == ("Parks", "Parks & Rec", 3)
    assert parks["No licence"] == 1


def test_documents_and_inventories_stand_there_read_or_not(whole: bytes) -> None:
    documents, inventories = rows(whole, "Documents"), rows(whole, "Inventories")
    policy = by(documents, Kind="Open-data policy")

    assert (policy["In force"], policy["Adopted"], policy["Instrument"]) == ("yes", date(2019, 5, 14), "Executive order")
    assert policy["Quote"] == "The Chief Data Officer shall publish data proactively."
    assert (policy["Provisions"], policy["of"]) == (12, 31)
    assert [row["Read"] for row in inventories] == ["yes", "yes", "no"]
    assert (inventories[0]["Stands for the city"], inventories[0]["Entries"]) == ("yes", 4)
    assert inventories[0]["Newest by stamp"] == date(2026, 10, 1)
    assert inventories[1]["Not read because"] == "the server refused (403)"
    assert inventories[2]["Why"] == "an inventory of something else: trees and plants"


def test_gaps_requests_traffic_and_captures_stand_there(whole: bytes) -> None:
    gap = by(rows(whole, "Gaps"), Part="columns")
    asked = rows(whole, "Requests")
    (traffic,) = rows(whole, "Traffic")
    (capture,) = rows(whole, "Captures")

    assert (gap["What"], gap["Why"], gap["Detail"]) == ("Columns of the datasets", "the server refused (403)", "refused")
    assert {row["Rubric"] for row in asked} == {"wwc-v3"} and all(row["Ask for"] for row in asked)
    assert {row["Finding"] for row in asked} <= {"Undetermined", "Partly met"}
    assert (traffic["Server"], traffic["Requests"], traffic["Bytes"]) == ("data.example.org", 12, 3_141_592)
    assert (capture["Capture"], capture["Status"], capture["SHA-256"]) == (CAPTURE, 200, "ab" * 32)
    assert capture["Fetched"] == TAKEN_AT.replace(tzinfo=None)


def test_what_people_said_is_kept_and_marked(whole: bytes) -> None:
    """What was superseded or ran out stands on sheets of their own; people's headings have a colour of theirs."""
    decisions, annotations = rows(whole, "Decisions"), rows(whole, "Annotations")

    assert [row["Stands"] for row in decisions] == ["no", "yes", "yes"]
    assert sorted((row["Reason"], row["Subject"], row["Holds"]) for row in annotations) == [
        ("by-design", "d2", "yes"), ("by-design", "d3", "no"), ("not-ours", "d2", "no"),
    ]  # fmt: skip
    found, _ = part(whole, "Criteria")
    first = next(found.iter(f"{MAIN}row"))
    styles = {cell.findtext(f"{MAIN}is/{MAIN}t"): cell.get("s") for cell in first}
    assert styles["DECISION"] == styles["Decided by"] != styles["Because"] == styles["Rubric"]


def test_colours_tell_by_words_that_stand_in_the_cells(whole: bytes) -> None:
    """Conditional formats compare with the very words, so that nothing is told by colour alone."""
    for name, words in (("Criteria", {"Met", "Partly met", "Not met", "Undetermined", "accept", "reject", "more"}),
                        ("Datasets", {"pass", "FAIL", "n/a", "not seen"})):  # fmt: skip
        found, _ = part(whole, name)
        rules = {
            str(rule.findtext(f"{MAIN}formula")).strip('"')
            for rule in found.iter(f"{MAIN}cfRule")
            if rule.get("type") == "cellIs"
        }
        assert words <= rules


def test_contacts_are_left_out_unless_they_are_asked_for(whole: bytes) -> None:
    """Neither their columns nor what findings quote of them; a mail address in prose keeps its host."""
    for text in (PERSON, MAIL, "q.contact", "noreply@city", "jane.doe@"):
        assert all(text.encode() not in body for body in parts(whole).values()), text
    asked = written(with_contacts=True)
    one = by(rows(asked, "Datasets"), Subject="d1")
    unusable = by(rows(asked, "Findings"), Check="contact_unusable", Subject="d2")

    assert (one["Contact"], one["Contact's mail"]) == (PERSON, f"mailto:{MAIL}")
    assert "noreply@city.example" in str(unusable["Finding"])
    assert "•••" in str(by(rows(whole, "Findings"), Check="contact_unusable", Subject="d2")["Finding"])
    assert "CAUTION: names and addresses" in str(sheets(asked)["About"])


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (datetime(1899, 12, 31, tzinfo=UTC), "1899-12-31T00:00:00+00:00"),
        (datetime(1900, 3, 1, tzinfo=UTC), date(1900, 3, 1)),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59)),
        (datetime(2026, 10, 25, 1, 30, 15, 999, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, 15)),
    ],
)
def test_dates_are_dates_or_text_where_excel_has_none(told: datetime, shown: object) -> None:
    audit = an_audit(captures=(a_capture(fetched_at=told),))
    (capture,) = rows(written(audit), "Captures")
    assert capture["Fetched"] == shown


def test_of_nothing_everything_is_still_there() -> None:
    """An audit of which no portal answered."""
    audit = replace(an_audit(), portals=(), rubrics=(), captures=())
    body = written(audit, Assessment((a_decision(),), (an_annotation(),)))

    assert list(sheets(body)) == SHEETS
    assert all(len(cells) == 1 for name, cells in sheets(body).items() if name in ("Criteria", "Findings", "Datasets", "Gaps"))


def test_it_is_written_without_a_warning(recwarn: pytest.WarningsRecorder, tmp_path: Path) -> None:
    """XlsxWriter warns of what it leaves out."""
    (tmp_path / "x.xlsx").write_bytes(written(hostile()))
    assert [str(one.message) for one in recwarn] == []
