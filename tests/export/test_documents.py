"""Policy and governance in an audit's document: what stands there, how it is cut, and that it validates."""

import json
from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest

from portalaudit.export.document import document, encode, schema
from portalaudit.export.documents import MOST, MOST_EVIDENCE
from portalaudit.model.audit import Audit, Target
from portalaudit.model.capture import Capture, Evidence
from portalaudit.model.policy import Document
from portalaudit.model.portal import City
from tests.builders import TAKEN_AT
from tests.export.audits import an_audit
from tests.export.governed import CHARTER, FOREIGN, HANDED, OLDER, a_document, a_reading, governed, unread, with_criterion

VALIDATOR = jsonschema_rs.Draft202012Validator(schema())
CITY = City("example-ex", "Exampleville", portals=("http://data.example.org",))


def told(audit: Audit, **options: bool) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(encode(document(audit, **options)))
    assert [f"{list(error.instance_path)}: {error.message}" for error in VALIDATOR.iter_errors(found)] == []
    return found


def audited(*documents: Document, **options: object) -> Audit:
    return governed(an_audit(target=Target(CITY, ("http://data.example.org",))), *documents, **options)  # type: ignore[arg-type]


def test_a_policy_says_what_it_is_whose_it_is_and_that_it_is_in_force() -> None:
    (one,) = told(audited(a_document()))["documents"]

    assert tuple(one)[:4] == ("kind", "title", "url", "capture")
    assert (one["kind"], one["title"], one["url"], one["capture"], one["text"]) == (
        "open-data-policy", "Title of policy", "https://www.example.org/policy", "bytes-policy", "text-policy",
    )  # fmt: skip
    assert (one["whose"], one["own"], one["published"], one["stands"], one["in_force"], one["older"]) == (
        "own", True, True, True, True, False,
    )  # fmt: skip
    assert (one["instrument"], one["number"], one["adopted"], one["year"], one["review_due"], one["language"]) == (
        "executive-order", "Executive Order No. 7", "2019-05-14", 2019, None, "en",
    )  # fmt: skip
    assert (one["place"], one["source"], one["shown"], one["via"]) == (
        "City of Exampleville", "home", "Link to policy", "https://www.example.org/",
    )  # fmt: skip
    assert one["because"] == [
        {"capture": "text-policy", "pointer": "char=10,62", "excerpt": one["because"][0]["excerpt"], "absent": None}
    ]


def test_the_policy_in_force_stands_first_then_its_other_versions_then_the_rest() -> None:
    found = told(audited(FOREIGN, CHARTER, OLDER, unread(), a_document()))["documents"]

    assert [one["title"].removeprefix("Title of ") for one in found] == ["policy", "older", "charter", "foreign", "scan"]
    assert [(one["in_force"], one["older"], one["own"]) for one in found] == [
        (True, False, True), (False, True, True), (False, False, True), (False, False, False), (False, False, True),
    ]  # fmt: skip


def test_all_31_provisions_of_a_policy_are_there_in_order_with_the_best_passage_or_all() -> None:
    few, all_of_them = (told(audited(a_document()), all_findings=flag)["documents"][0]["provisions"] for flag in (False, True))

    assert [one["number"] for one in few] == list(range(1, 32)) and sum(one["present"] for one in few) == 12
    assert (few[0]["code"], few[0]["confidence"]) == ("proactive-release", 0.91)
    assert few[0]["quotes"] == [
        {"start": 10, "end": 62, "page": 2, "text": "The Chief Data Officer shall publish data proactively."}
    ]
    assert few[30]["quotes"] == [] and len(all_of_them[0]["quotes"]) == 2


@pytest.mark.parametrize(
    "given", [CHARTER, a_document(reading=a_reading(language="es")), unread()], ids=["charter", "es", "unread"]
)
def test_provisions_are_told_of_no_other_document_and_of_no_other_language(given: Document) -> None:
    assert told(audited(given))["documents"][0]["provisions"] == []


def test_what_was_handed_over_says_for_which_criterion_and_is_not_said_to_be_published() -> None:
    (one,) = told(audited(HANDED))["documents"]

    assert (one["submitted"], one["criterion"], one["note"], one["published"], one["stands"]) == (
        True, "wwc-v3/DM1", "sent by mail", False, False,
    )  # fmt: skip


def test_one_that_could_not_be_read_says_why() -> None:
    (one,) = told(audited(unread(failure="encrypted", detail="a password")))["documents"]

    assert (one["failure"], one["detail"], one["text"], one["adopted"], one["instrument"]) == (
        "encrypted", "a password", None, None, "unknown",
    )  # fmt: skip


def test_where_was_looked_stands_beside_and_how_much_was_read() -> None:
    found = told(audited(a_document(), CHARTER))

    assert found["looked"][0] == {"place": "home", "reason": None, "requests": 2}
    assert found["looked"][2] == {"place": "sitemap", "reason": "http-403", "requests": 1}
    assert (found["pages_read"], found["documents_total"]) == (2, 2)


def test_where_nobody_looked_all_is_empty() -> None:
    found = told(an_audit())

    assert (found["documents"], found["looked"], found["pages_read"], found["documents_total"]) == ([], [], 0, 0)


def test_long_lists_are_cut_and_all_findings_bring_them_whole() -> None:
    audit = audited(*(a_document(f"d{number:03}", a_reading("data-strategy")) for number in range(MOST + 3)))
    cut, whole = told(audit), told(audit, all_findings=True)

    assert (len(cut["documents"]), cut["documents_total"], len(whole["documents"])) == (MOST, MOST + 3, MOST + 3)
    assert len(cut["documents"][0]["aspects"]["lead"]) == MOST_EVIDENCE
    assert len(whole["documents"][0]["aspects"]["lead"]) == 3


def test_evidence_of_a_criterion_names_the_page_that_holds_it() -> None:
    asked = Capture("c5", "GET", "https://data.example.org/api/3/action/package_search", TAKEN_AT, 200)
    quote, cell, lost = Evidence("text-policy", "char=10,62", "said"), Evidence("c5", "/count", "3"), Evidence("c9", "", None)
    audit = replace(with_criterion(audited(a_document()), quote, cell, lost), captures=(asked,))
    (criterion,) = told(audit)["rubrics"][0]["criteria"]

    assert [one["url"] for one in criterion["evidence"]] == [
        "https://www.example.org/policy", "https://data.example.org/api/3/action/package_search", None,
    ]  # fmt: skip


def test_hostile_texts_survive_as_text() -> None:
    reading = a_reading(place="\u202eevil", number="<script>\x00", title="\ud800")
    told(audited(a_document("x", reading, title="\ud800<b>", url="javascript:alert(1)", shown="\x1b[31m", note="=cmd()")))


@pytest.mark.parametrize("key", ["kind", "title", "url", "capture"])
def test_the_schema_misses_what_is_missing(key: str) -> None:
    value = told(audited(a_document()))
    del value["documents"][0][key]

    assert list(VALIDATOR.iter_errors(value))


def test_documents_stored_before_anyone_looked_still_validate() -> None:
    value = told(with_criterion(audited(a_document()), Evidence("c1", "", None)))
    value["documents"] = [{"kind": "other", "title": None, "url": "http://x", "capture": None}]
    del value["looked"], value["pages_read"], value["documents_total"]
    del value["rubrics"][0]["criteria"][0]["evidence"][0]["url"]

    assert list(VALIDATOR.iter_errors(value)) == []


@pytest.mark.parametrize(
    "change",
    [{"place": "City of Otherville"}, {"standing": "draft"}, {"standing": "not-adopted"}],
    ids=["another's", "draft", "dead"],
)
def test_what_is_no_policy_of_this_city_counts_as_none(change: dict[str, Any]) -> None:
    """Its own kind stands beside."""
    given = a_document()
    assert given.reading is not None
    (found,) = told(audited(replace(given, reading=replace(given.reading, **change))))["documents"]

    assert (found["kind"], found["reads_as"], found["in_force"]) == ("other", "open-data-policy", False)
