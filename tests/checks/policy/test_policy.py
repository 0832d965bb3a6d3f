"""What the checks of policy and governance say of a city's documents, both ways."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portalaudit.checks.governance.named import names_person
from portalaudit.data.tables import table
from portalaudit.model.capture import Evidence
from portalaudit.model.check import Judged, Parts, PortalVerdict
from portalaudit.model.governance import Governance
from portalaudit.model.inventory import Inventories
from portalaudit.model.policy import Document, Quote
from portalaudit.model.reasons import render
from tests.builders import a_snapshot
from tests.checks.inventory.made import first, word
from tests.checks.table import CHECKS
from tests.governed import NOWHERE, URL, a_copy, a_document, a_reading, governed, handed, provisions, unread

CHARTER = "data-governance-charter"
OTHER = {"place": "City of Elsewhere"}
NAMES = [check.id for check in CHECKS.values() if check.family in ("policy", "governance")]


def said(check: str, given: Governance | Document) -> PortalVerdict:
    found = given if isinstance(given, Governance) else governed(given)
    made = a_snapshot()
    verdict = CHECKS[check].run(Parts(made, CHECKS[check].needs, Judged(Inventories(), [], found)))  # type: ignore[arg-type]
    assert isinstance(verdict, PortalVerdict)
    return verdict


def due(when: date | None) -> Document:
    return a_document(reading={"review_due": when})


def fallen(standing: Any, **changes: Any) -> Document:
    return a_document(reading={"standing": standing}, **changes)


def lead(text: str = "A Chief Data Officer is appointed.", *more: str, kind: str = CHARTER, **changes: Any) -> Document:
    told = (("lead", Quote(5, 5 + len(text), text)), *((code, Quote(70, 90, "opendata@city.example")) for code in more))
    made = a_document(kind, **changes)
    return replace(made, reading=replace(a_reading(kind), aspects=told))


SEVEN = ("proactive-release", "build-on-precedent", "goals-and-values", "prioritization", "metadata", "timelines", "funding")
CASES: list[tuple[str, Governance | Document, str, str]] = [
    ("policy_unpublished", a_document(), "pass", "published"),
    ("policy_unpublished", a_document(same_site=False), "pass", "published"),
    ("policy_unpublished", governed(a_copy(), a_document()), "pass", "published"),
    ("policy_unpublished", governed(handed(), a_document()), "pass", "published"),
    ("policy_unpublished", a_copy(), "fail", "copy_only"),
    ("policy_unpublished", governed(a_copy(), unread("http-403")), "fail", "refused"),
    ("policy_unpublished", governed(a_copy(), unread("timeout")), "not_observed", "hidden"),
    ("policy_unpublished", governed(a_copy(), looked=NOWHERE), "not_observed", "hidden"),
    ("policy_unpublished", handed(), "not_observed", "submitted_only"),
    ("policy_unpublished", unread("http-403"), "not_observed", "unreadable"),
    ("policy_superseded", a_document(), "pass", "in_force"),
    ("policy_superseded", governed(fallen("draft", url=URL + "2"), a_document()), "pass", "in_force"),
    ("policy_superseded", fallen("draft"), "fail", "draft"),
    ("policy_superseded", fallen("not-adopted"), "fail", "not_adopted"),
    ("policy_superseded", governed(fallen("superseded"), fallen("superseded", url=URL + "2", text="t")), "fail", "superseded"),
    ("policy_review_overdue", due(date(2026, 11, 1)), "pass", "in_time"),
    ("policy_review_overdue", due(date(2026, 10, 31)), "fail", "overdue"),
    ("policy_review_overdue", due(None), "not_applicable", "no_term"),
    ("policy_provisions_few", a_document(provisions=provisions(*SEVEN)), "pass", "enough"),
    ("policy_provisions_few", a_document(provisions=provisions(*SEVEN[:6])), "fail", "few"),
    ("policy_provisions_few", a_document(provisions=provisions()), "fail", "few"),
    ("policy_provisions_few", a_document(provisions=()), "not_observed", "other_language"),
    ("policy_provisions_few", a_document(reading={"language": "es"}), "not_observed", "other_language"),
    ("policy_provisions_few", a_document(reading={"language": None}), "not_observed", "other_language"),
    *((name, governed(), "not_observed", "none_found") for name in NAMES if name != "lead_unnamed"),
    *((name, a_document(reading=OTHER), "not_observed", "none_found") for name in NAMES if name != "lead_unnamed"),
    *((name, governed(looked=NOWHERE), "not_observed", "unreadable") for name in NAMES if name != "lead_unnamed"),
    *((name, Governance(), "not_observed", "not_looked") for name in NAMES),
    ("lead_unnamed", lead(), "fail", "unnamed"),
    ("lead_unnamed", lead(kind="open-data-policy"), "fail", "unnamed"),
    ("lead_unnamed", lead("A Chief Data Officer is appointed.", "contact"), "pass", "contact"),
    ("lead_unnamed", governed(lead(), lead("Chief Data Officer", "contact", kind="other", url=URL + "2")), "pass", "contact"),
    ("lead_unnamed", governed(lead(), lead("Maria Example, Chief Data Officer", kind="other", url=URL + "2")), "pass", "named"),
    ("lead_unnamed", lead(kind="other"), "not_observed", "no_lead"),
    ("lead_unnamed", a_document(CHARTER, ["lead"], reading={**OTHER}), "not_observed", "no_lead"),
    ("lead_unnamed", a_document(CHARTER, ["lead"], reading={"standing": "draft"}), "not_observed", "no_lead"),
    ("lead_unnamed", governed(), "not_observed", "no_lead"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "given", "outcome", "reason"), CASES)
def test_what_is_said_of_documents(check: str, given: Governance | Document, outcome: str, reason: str) -> None:
    assert word(said(check, given)) == (outcome, reason)


@pytest.mark.parametrize("check", NAMES)
def test_every_reason_that_has_a_text_is_given_in_a_case(check: str) -> None:
    section = table("reasons/en")[check]
    assert isinstance(section, dict)

    assert {reason for name, _, _, reason in CASES if name == check} == set(section)


def test_what_is_said_is_shown() -> None:
    """But for where nothing was found, there is a passage or a capture."""
    silent = {"none_found", "not_looked", "no_lead", "unreadable"}
    for check, given, _, reason in CASES:
        finding = first(said(check, given))
        assert finding is not None
        assert finding.evidence or reason in silent, (check, reason)


def test_the_refusal_is_shown_beside_the_copy() -> None:
    finding = first(said("policy_unpublished", governed(a_copy(), unread("http-403"))))

    assert finding is not None
    assert finding.evidence[0] == Evidence("c-0", "")
    assert "is refused to the public (http-403); a copy elsewhere" in render(finding.check, finding.reason, finding.params)


def test_measures() -> None:
    assert said("policy_provisions_few", a_document()).measure == 1.0
    assert said("policy_review_overdue", due(date(2026, 10, 2))).measure == 30.0


@pytest.mark.parametrize(
    ("passage", "named"),
    [
        ("Maria Example, Chief Data Officer, leads the program.", True),
        ("The Chief Data Officer, Maria de la Example, leads it.", True),
        ("Open Data Coordinator: José Pérez", True),
        ("Diretora de Dados Abertos: Ana Souza", True),
        ("The Chief Data Officer, City Manager and departments shall meet.", False),
        ("Department of Information Technology, Chief Data Officer", False),
        ("The City Manager shall appoint a Chief Data Officer.", False),
        ("Chief Data Officer: to be named", False),
        ("", False),
    ],
)
def test_a_person_beside_the_title(passage: str, named: bool) -> None:
    assert names_person(passage) is named
