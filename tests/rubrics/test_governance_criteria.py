"""What documents show of the criteria on policy and governance, in the shipped rubrics."""

from dataclasses import replace
from typing import Any

import pytest

from portalaudit.data.tables import rows
from portalaudit.model.governance import Governance
from portalaudit.model.policy import Document, Looked, Quote
from portalaudit.model.rubric import CriterionResult, Rule
from portalaudit.rubrics.grade import grade
from portalaudit.rubrics.inputs import Inputs
from portalaudit.rubrics.load import available, load
from tests.governed import (
    EVERYWHERE,
    NOWHERE,
    UNTOLD,
    URL,
    a_copy,
    a_document,
    a_reading,
    governed,
    handed,
    place,
    provisions,
    unread,
)
from tests.rubrics.cases import pooled

V3 = ("DM1", "DM3", "DM4", "DM5", "DM6", "DM7", "DM9", "OD1", "OD2", "OD4", "LC5")
V2 = ("DG2", "DG3", "OD1", "OD2", "SE1", "SE2", "SE3", "SE4")
CRITERIA = [*(("wwc-v3", name) for name in V3), *(("wwc-v2", name) for name in V2)]
CRITERIA += [("wwc-2018-fundamentals", name) for name in ("F1", "F3")]
CHARTER, STRATEGY, GUIDE, STANDARD = "data-governance-charter", "data-strategy", "publishing-guide", "data-standard"
OTHER = {"place": "City of Elsewhere"}


def of(rubric: str, criterion: str, given: Governance, *checks: Any) -> CriterionResult:
    inputs = Inputs({check.id: check for check in checks}, 100, registered=given.registered, governance=given)
    return next(one for one in grade(load(rubric), inputs).criteria if one.id == criterion)


def several(*documents: Document, **changes: Any) -> Governance:
    """Each at an address of its own."""
    return governed(*(_at(number, one) for number, one in enumerate(documents)), **changes)


def _at(number: int, one: Document) -> Document:
    return replace(one, url=f"{one.url}/{number}", text=f"text-{number}")


AGENDAS = tuple(a_document("meeting-agenda", ["body"]) for _ in range(4))
ROLES = a_document(CHARTER, ["responsibilities"])
MEETS = a_document(CHARTER, ["responsibilities", "body", "meetings-quarterly"])
LEADS = a_document(aspects=["lead", "responsibilities", "purpose"])
FAR_APART = (("lead", Quote(0, 20, "The Chief Data Officer")), ("contact", Quote(600, 620, "a@b.example")))
FAR = replace(a_document("other"), reading=replace(a_reading("other"), aspects=FAR_APART))
"""The address stands far from the lead."""
DECIDED: list[tuple[str, tuple[Document, ...], str, str]] = [
    ("wwc-v3/DM1", (MEETS,), "met", "indicated"),
    ("wwc-v3/DM1", (ROLES, *AGENDAS), "met", "indicated"),
    ("wwc-v3/DM1", (ROLES, *AGENDAS[:3]), "partly", "indicated"),
    ("wwc-v3/DM1", (ROLES,), "partly", "indicated"),
    ("wwc-v3/DM1", (a_document(STRATEGY, ["purpose"]),), "partly", "indicated"),
    ("wwc-v3/DM1", (a_document(STRATEGY),), "undetermined", "not_found"),  # it says nothing in its own sentences
    ("wwc-v3/DM1", (a_document(CHARTER, ["lead"]),), "undetermined", "not_found"),
    ("wwc-v3/DM1", (a_document(aspects=["responsibilities"]),), "partly", "indicated"),
    ("wwc-v3/DM1", (a_document("other", ["responsibilities", "body"]),), "undetermined", "not_found"),
    ("wwc-v3/DM1", (a_document("meeting-agenda"),), "undetermined", "not_found"),  # of which body it does not say
    ("wwc-v3/DM3", (a_document(CHARTER, ["sharing-process", "classification-levels"]),), "met", "indicated"),
    ("wwc-v3/DM3", (a_document(CHARTER, ["sharing-process"]),), "partly", "indicated"),
    ("wwc-v3/DM3", (a_document(CHARTER, ["sharing", "classification-levels"]),), "partly", "indicated"),  # only mentioned
    ("wwc-v3/DM3", (a_document(aspects=["sharing-process", "request-form"]),), "partly", "indicated"),
    ("wwc-v3/DM4", (a_document(STANDARD, ["quality-process"]), a_document("quality-report")), "met", "indicated"),
    ("wwc-v3/DM4", (a_document(aspects=["quality-process"]),), "partly", "indicated"),
    ("wwc-v3/DM5", (a_document("privacy-policy", ["privacy-review", "classification-levels"]),), "met", "indicated"),
    ("wwc-v3/DM5", (a_document("privacy-policy"),), "partly", "indicated"),
    ("wwc-v3/DM5", (a_document(aspects=["privacy-review"]),), "partly", "indicated"),
    ("wwc-v3/DM6", (a_document(STANDARD, ["security"]),), "partly", "indicated"),
    ("wwc-v3/DM7", (a_document(aspects=["community-input"]),), "partly", "indicated"),
    ("wwc-v3/DM9", (a_document(STANDARD, ["service-standard"]),), "met", "indicated"),
    ("wwc-v3/DM9", (a_document(STANDARD),), "partly", "indicated"),
    ("wwc-v3/DM9", (a_document(STRATEGY, ["service-standard"]),), "partly", "indicated"),
    ("wwc-v3/OD1", (a_document(),), "met", "verified"),
    ("wwc-v3/OD1", (a_document(provisions=provisions("funding")),), "partly", "verified"),
    ("wwc-v3/OD1", (a_document(reading={"instrument": "other"}),), "partly", "verified"),
    ("wwc-v3/OD1", (a_copy(),), "partly", "indicated"),
    ("wwc-v3/OD1", (handed(),), "partly", "indicated"),
    ("wwc-v3/OD2", (a_document("user-guidance"),), "met", "indicated"),
    ("wwc-v3/OD4", (a_document("dashboard", ["usage-insights"]),), "partly", "indicated"),
    ("wwc-v3/LC5", (LEADS,), "met", "indicated"),
    ("wwc-v3/LC5", (a_document(CHARTER, ["body"]),), "met", "indicated"),
    ("wwc-v3/LC5", (a_document("other", ["lead", "contact"]),), "partly", "indicated"),
    ("wwc-v3/LC5", (a_document("other", ["lead"]),), "undetermined", "not_found"),
    ("wwc-v3/LC5", (FAR,), "undetermined", "not_found"),
    ("wwc-2018-fundamentals/F1", (FAR,), "undetermined", "not_found"),
    ("wwc-v2/OD1", (a_document(),), "met", "verified"),
    ("wwc-v2/OD2", (a_document(GUIDE, ["publishing-process"]),), "met", "indicated"),
    ("wwc-v2/OD2", (a_document(GUIDE),), "partly", "indicated"),
    ("wwc-v2/OD2", (a_document(aspects=["publishing-process"]),), "partly", "indicated"),
    ("wwc-v2/DG2", (LEADS, *AGENDAS), "met", "indicated"),
    ("wwc-v2/DG2", (LEADS,), "partly", "indicated"),
    ("wwc-v2/DG3", (a_document("quality-report"), a_document(STANDARD, ["feedback-channel"])), "partly", "indicated"),
    ("wwc-v2/SE1", (a_document(aspects=["usage-insights"]),), "partly", "indicated"),
    ("wwc-v2/SE2", (a_document("user-guidance"),), "met", "indicated"),
    ("wwc-v2/SE3", (a_document(aspects=["partnership"]),), "partly", "indicated"),
    ("wwc-v2/SE4", (a_document(aspects=["community-input"]),), "partly", "indicated"),
    ("wwc-2018-fundamentals/F1", (LEADS,), "met", "indicated"),
    ("wwc-2018-fundamentals/F3", (a_document(),), "met", "verified"),
    ("wwc-2018-fundamentals/F3", (a_copy(),), "partly", "indicated"),
    ("wwc-2018-fundamentals/F3", (handed(),), "met", "indicated"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "documents", "finding", "more"), DECIDED)
def test_what_documents_show(name: str, documents: tuple[Document, ...], finding: str, more: str) -> None:
    rubric, criterion = name.split("/")
    found = of(rubric, criterion, several(*documents))

    assert (found.finding, found.strength or found.why) == (finding, more)
    assert found.evidence or finding == "undetermined"
    assert bool(found.ask_for) == (finding == "undetermined")


def test_every_governance_criterion_can_be_decided() -> None:
    assert {tuple(name.split("/")) for name, _, finding, _ in DECIDED if finding != "undetermined"} >= set(CRITERIA)


@pytest.mark.parametrize(
    ("looked", "city", "why"),
    [
        (EVERYWHERE, True, "not_found"),
        (UNTOLD, True, "unregistered"),
        (EVERYWHERE, False, "unregistered"),
        (NOWHERE, True, "gap"),
    ],
)
@pytest.mark.parametrize(("rubric", "criterion"), CRITERIA)
def test_a_city_with_nothing(rubric: str, criterion: str, looked: tuple[Looked, ...], city: bool, why: str) -> None:
    given = governed(looked=looked) if city else governed(looked=looked, city=None)
    columns = pooled("columns_undescribed", 10, 100), pooled("contact_unusable", 10, 100)
    found = of(rubric, criterion, given, *columns)

    assert (found.finding, found.why) == ("undetermined", why)
    assert "Looked " in found.because
    for one in looked:
        assert {"home": "home page", "sitemap": "sitemaps", "city-site": "the city's own website"}.get(
            one.place, ""
        ) in found.because
    assert found.ask_for


ALL_ASPECTS = (
    "contact", "lead", "body", "responsibilities", "purpose", "meetings-quarterly", "privacy-review",
    "classification-levels", "security", "sharing-process", "request-form", "feedback-channel", "publishing-process",
    "data-standards", "quality-process", "quality-audit", "inventory-method", "community-input", "user-guidance",
    "usage-insights", "service-standard", "partnership",
)  # fmt: skip
KINDS: tuple[Any, ...] = (
    "open-data-policy", CHARTER, STRATEGY, "privacy-policy", STANDARD, GUIDE, "user-guidance", "quality-report", "meeting-agenda",
    "other",
)  # fmt: skip


def everything(**reading: Any) -> Governance:
    """Every kind that speaks of everything."""
    return several(*(a_document(kind, ALL_ASPECTS, reading) for kind in KINDS))


@pytest.mark.parametrize(("rubric", "criterion"), CRITERIA)
@pytest.mark.parametrize("changes", [OTHER, {"standing": "draft"}, {"standing": "not-adopted"}, {"standing": "superseded"}])
def test_what_is_another_place_s_or_does_not_stand_never_counts(rubric: str, criterion: str, changes: dict[str, Any]) -> None:
    assert of(rubric, criterion, everything(**changes)).finding == "undetermined"
    assert of(rubric, criterion, everything()).finding in ("met", "partly")


@pytest.mark.parametrize(("rubric", "criterion"), CRITERIA)
def test_what_was_only_submitted_says_so_and_is_only_indicated(rubric: str, criterion: str) -> None:
    found = of(rubric, criterion, several(*(handed(kind, aspects=ALL_ASPECTS) for kind in KINDS)))

    assert found.finding in ("met", "partly")
    assert found.strength == "indicated"
    assert "submitted to this audit" in found.because


def test_the_figures_of_quality_stand_beside_and_decide_nothing() -> None:
    given = several(a_document(STANDARD, ["quality-process"]), a_document("quality-report"))
    for passed in (0, 100):
        found = of("wwc-v3", "DM4", given, pooled("description_missing", passed, 100))
        assert found.finding == "met"
        assert f"{passed} of 100 datasets have a description" in found.because


@pytest.mark.parametrize(("rubric", "finding"), [("wwc-v3", "partly"), ("wwc-v2", "partly")])
def test_provisions_of_a_policy_in_another_language_are_not_denied(rubric: str, finding: str) -> None:
    policy = a_document(reading={"language": "pt"}, provisions=provisions())
    found = of(rubric, "OD1", governed(policy))

    assert found.finding == finding
    assert "No passage was found" not in found.because
    assert "provisions are not judged in its language (Portuguese)" in found.because


def test_a_policy_behind_a_refusal_is_a_gap_that_is_shown() -> None:
    found = of("wwc-v3", "OD1", governed(unread("http-403")))

    assert (found.finding, found.why) == ("undetermined", "gap")
    assert [one.capture for one in found.evidence] == ["c-0"]


def test_od1_reads_well() -> None:
    policy = a_document()
    found = of("wwc-v3", "OD1", governed(policy))

    assert found.because == (
        f"An open-data policy of the city was found: “Open Data” (Executive Directive No. 3, 18 December 2013), published by the "
        f"City of Example at {URL}. It is an act of law or an administrative policy. It commits to releasing data proactively"
    )
    assert found.evidence == (place(policy, "because"), place(policy, "proactive-release"))


def rules(rule: Rule) -> list[Rule]:
    return [rule, *(inner for part in rule.rules for inner in rules(part))]


def test_rules_name_provisions_that_there_are() -> None:
    known = {str(row["code"]) for row in rows("provisions", "provisions")}
    every = [rule for name in available() for criterion in load(name).criteria for rule in rules(criterion.rule)]

    assert {code for rule in every for code in str(rule.args.get("provisions", "")).split()} <= known
    assert any(rule.kind == "document" for rule in every)
