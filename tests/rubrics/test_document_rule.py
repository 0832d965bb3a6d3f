"""What the rule on documents says of a city's documents: every branch, from values."""

from datetime import date
from typing import Any

import pytest

from portalaudit.model.capture import Scalar
from portalaudit.model.governance import Governance
from portalaudit.model.policy import Document, Looked
from portalaudit.model.rubric import CriterionResult, Rule
from tests.governed import (
    EVERYWHERE,
    NOWHERE,
    UNTOLD,
    URL,
    a_copy,
    a_document,
    governed,
    handed,
    place,
    provisions,
    unread,
)
from tests.rubrics.cases import graded, inputs, rule

POLICY, CHARTER = "open-data-policy", "data-governance-charter"
TOGETHER = {"kinds": CHARTER, "aspects": "body lead", "together": True}
OTHER = {"place": "City of Elsewhere"}


def asked(**args: Scalar) -> Rule:
    return Rule("document", {"says": "It was found", "denies": "It was not found", **args})


def said(given: Governance | Document, *parts: Rule, kind: Any = None, **args: Scalar) -> CriterionResult:
    """A criterion whose rule is one on documents, of policies unless told, or made of several."""
    governance = given if isinstance(given, Governance) else governed(given)
    whole = rule(kind, *parts, **args) if parts else asked(**{"kinds": POLICY, **args})
    return graded(whole, inputs(governance=governance, registered=governance.registered), scored=False, strength="verified")


def word(result: CriterionResult) -> tuple[str, str | None]:
    """The finding, with its strength or why it is open."""
    return result.finding, result.strength or result.why


@pytest.mark.parametrize(
    ("given", "args", "finding", "more"),
    [
        (a_document(), {}, "met", "verified"),
        (a_document(reading={"confidence": 0.6}), {}, "met", "indicated"),
        (a_document(reading={"place": None}), {}, "met", "indicated"),  # whose it is, only the host tells
        (a_document(same_site=False, linked=True), {}, "met", "verified"),  # elsewhere, and the city points at it
        (a_copy(), {}, "partly", "indicated"),
        (a_copy(reading={"place": None}), {}, "partly", "indicated"),  # the record says that it is one
        (handed(), {}, "met", "indicated"),
        (handed(), {"public": True}, "partly", "indicated"),
        (handed(reading=OTHER), {}, "undetermined", "not_found"),
        (a_document(reading={"standing": "draft"}), {}, "undetermined", "not_found"),
        (a_document(reading={"standing": "not-adopted"}), {}, "undetermined", "not_found"),
        (a_document(reading={"standing": "superseded"}), {}, "undetermined", "not_found"),
        (a_document(reading=OTHER), {}, "undetermined", "not_found"),
        (a_document(reading={"place": None}, same_site=False, linked=True), {}, "undetermined", "not_found"),
        (a_document("data-strategy"), {}, "undetermined", "not_found"),
        (a_document("data-strategy"), {"kinds": f"{POLICY} data-strategy"}, "met", "verified"),
        (a_document(CHARTER, ["body"]), {"kinds": CHARTER, "aspects": "body"}, "met", "indicated"),
        (a_document(CHARTER, ["body"]), {"kinds": CHARTER, "aspects": "body lead"}, "partly", "indicated"),
        (a_document(CHARTER, ["body"]), {"kinds": CHARTER, "aspects": "body lead", "any": True}, "met", "indicated"),
        (a_document(CHARTER, ["body"]), TOGETHER, "undetermined", "not_found"),
        (a_document(CHARTER), {"kinds": CHARTER, "aspects": "body"}, "undetermined", "not_found"),
        (a_document(), {"provisions": "proactive-release"}, "met", "verified"),
        (a_document(), {"provisions": "proactive-release funding"}, "partly", "verified"),
        (a_document(provisions=provisions("funding", confidence=0.6)), {"provisions": "funding"}, "met", "indicated"),
        (a_document(), {"provisions": "funding"}, "undetermined", "not_found"),
        (a_document(), {"instruments": "ordinance executive-order"}, "met", "verified"),
        (a_document(reading={"instrument": "unknown"}), {"instruments": "ordinance"}, "undetermined", "not_found"),
        (a_document(), {"least": 2}, "partly", "verified"),
        (unread("http-403"), {}, "undetermined", "gap"),
        (unread("no-text", kind="no-text", source="catalogue"), {}, "undetermined", "not_found"),
        (unread("http-403"), {"kinds": CHARTER}, "undetermined", "not_found"),
    ],
)  # fmt: skip
def test_one_document(given: Document, args: dict[str, Scalar], finding: str, more: str) -> None:
    assert word(said(given, **args)) == (finding, more)


LATER = {"adopted": date(2016, 2, 26), "year": 2016, "number": "Executive Order 2016-01"}
AGENDAS = tuple(a_document("meeting-agenda", ["body"], url=f"{URL}/{n}", text=f"t{n}") for n in range(4))


@pytest.mark.parametrize(
    ("given", "args", "finding", "more"),
    [
        (governed(a_copy(), a_document()), {}, "met", "verified"),  # the same act, which the city publishes
        (governed(a_copy(reading=LATER), a_document()), {}, "partly", "indicated"),  # an older one is published
        (governed(a_copy(reading={"adopted": None}), a_document(reading={"number": None})), {}, "met", "verified"),  # same words
        (governed(handed(), a_document()), {"public": True}, "met", "verified"),
        (governed(a_document(reading={"standing": "draft"}, url=URL + "2"), handed()), {}, "met", "indicated"),
        (governed(a_copy(), unread("http-403")), {}, "partly", "indicated"),
        (governed(a_copy(), unread("timeout")), {}, "undetermined", "gap"),
        (governed(a_copy(), looked=NOWHERE), {}, "undetermined", "gap"),
        (governed(handed(), looked=()), {}, "met", "indicated"),
        (governed(handed(), looked=()), {"public": True}, "undetermined", "gap"),
        (governed(looked=()), {}, "undetermined", "gap"),
        (governed(looked=NOWHERE), {}, "undetermined", "gap"),
        (governed(looked=(Looked("home", "none", 0),)), {}, "undetermined", "gap"),
        (governed(looked=UNTOLD), {}, "undetermined", "unregistered"),
        (governed(city=None), {}, "undetermined", "unregistered"),
        (governed(), {}, "undetermined", "not_found"),
        (governed(*AGENDAS), {"kinds": "meeting-agenda", "aspects": "body", "least": 4}, "met", "indicated"),
        (governed(*AGENDAS[:3]), {"kinds": "meeting-agenda", "aspects": "body", "least": 4}, "partly", "indicated"),
        (
            governed(a_document(CHARTER, ["body"]), a_document(aspects=["lead"])),
            {"kinds": f"{POLICY} {CHARTER}", "aspects": "body lead"}, "met", "indicated",
        ),
        (
            governed(a_document(CHARTER, ["body"]), a_document(aspects=["lead"])),
            {"kinds": f"{POLICY} {CHARTER}", "aspects": "body lead", "together": True}, "undetermined", "not_found",
        ),
        (
            governed(a_document(CHARTER, ["body"]), a_copy(aspects=["lead"])),
            {"kinds": f"{POLICY} {CHARTER}", "aspects": "body lead"}, "partly", "indicated",
        ),
        (governed(a_document("other", ["lead"])), {"kinds": "other", "aspects": "lead"}, "met", "indicated"),
    ],
)  # fmt: skip
def test_several_documents(given: Governance, args: dict[str, Scalar], finding: str, more: str) -> None:
    assert word(said(given, **args)) == (finding, more)


def test_the_sentence_names_the_act_its_date_its_publisher_and_its_address() -> None:
    assert said(a_document()).because == (
        "It was found: “Open Data” (Executive Directive No. 3, 18 December 2013), "
        "published by the City of Example at https://city.example/policy"
    )


@pytest.mark.parametrize(
    ("given", "part"),
    [
        (a_document(reading={"number": "2013-44", "instrument": "ordinance", "adopted": None}), "(ordinance 2013-44, 2013)"),
        (a_document(reading={"title": "Open Data: Executive Directive no. 3"}), "no. 3” (executive order, 18 December 2013)"),
        (a_document(reading={"number": None, "instrument": "unknown", "adopted": None, "year": None}), "“Open Data”, published"),
        (a_document(reading={"place": "Example"}), "published by Example at"),
        (a_document(reading={"place": None}), "), published at https://"),
        (a_document(title=None, reading={"title": None}), "found: “an open-data policy” ("),
        (a_document(reading={"title": "Open\x00\n Data" + "a" * 900}), "“Open Data" + "a" * 110 + "…”"),
        (a_copy(), "a copy at https://elsewhere.example/copy. A copy elsewhere shows that it was adopted; that the city"),
        (handed(), "18 December 2013), submitted to this audit"),
        (a_document(reading={"standing": "draft"}), "It was not found; what was found is a draft: “Open Data”"),
        (a_document(reading={"standing": "superseded"}), "; what was found is one that is superseded: "),
        (a_document(reading={"standing": "not-adopted"}), "; what was found is one that was not adopted: "),
        (a_document(reading=OTHER), "; what was found is another place's of City of Elsewhere: “Open Data”"),
        (a_document(reading={"place": None}, same_site=False), "; what was found does not tell whose it is, and is not on the"),
        (governed(a_copy(), unread("http-403")), "the address in the city's record is refused to the public (http-403)"),
        (governed(a_copy(), unread("timeout")), "not seen: the address in the city's record could not be read (timeout)"),
        (governed(a_copy(), looked=NOWHERE), "not seen: none of the city's own pages could be read"),
        (governed(looked=()), "Looked at nothing: pages and documents were not searched in this audit"),
        (governed(looked=NOWHERE), "Looked and could read nothing; could not be read: the policy's address in the city's recor"),
        (governed(looked=UNTOLD), "; no address is known of the city's own website"),
        (governed(unread("no-text", kind="no-text", source="catalogue", shown="Policy")), "not read: “Policy” (no text in it)"),
    ],
)  # fmt: skip
def test_what_the_sentence_says(given: Governance | Document, part: str) -> None:
    assert part in said(given).because


def test_only_what_is_submitted_says_submitted() -> None:
    for args in ({}, {"public": True}):
        assert "submitted" in said(handed(), **args).because
    assert "submitted" not in said(a_document()).because + said(governed()).because


def test_the_evidence_is_the_passage_in_its_capture() -> None:
    policy, charter = a_document(aspects=["lead"]), a_document(CHARTER, ["lead", "body"])
    both = governed(charter, policy)

    assert said(policy).evidence == (place(policy, "because"),)
    assert said(policy, provisions="proactive-release").evidence == (place(policy, "proactive-release"),)
    shown = said(both, kinds=f"{POLICY} {CHARTER}", aspects="lead").evidence
    assert shown == (place(policy, "lead"), place(charter, "lead"))  # the policy first
    draft = a_document(reading={"standing": "draft"})
    assert said(draft).evidence == (place(draft, "because"),)  # what was found instead
    assert [one.capture for one in said(unread("http-403")).evidence] == ["c-0"]  # the refusal


PART = {"kinds": POLICY, "public": True}
CODED = asked(**PART, instruments="ordinance", cites=False, lacks="Its act is not told")


@pytest.mark.parametrize(
    ("given", "finding", "because"),
    [
        (a_document(reading={"instrument": "ordinance"}), "met", "at https://city.example/policy. It was found"),
        (a_document(), "partly", "https://city.example/policy. Its act is not told"),
        (governed(), "undetermined", "It was not found. Looked at 0 pages"),
        (a_copy(reading={"instrument": "ordinance"}), "partly", "a copy at https://elsewhere.example/copy"),
    ],
)
def test_what_is_shown_in_part_is_partly_where_the_rubric_says_so(given: Any, finding: str, because: str) -> None:
    result = said(given, asked(**PART), CODED, kind="all", unseen_as="partly")

    assert result.finding == finding
    assert because in result.because
    assert said(a_document(), asked(**PART), CODED, kind="all").finding == "undetermined"  # else the rest stays open


def test_where_was_looked_is_said_once() -> None:
    parts = (asked(kinds=POLICY), asked(kinds=CHARTER, denies="No charter"))
    for kind in ("all", "best"):
        for given in (governed(), governed(a_document(CHARTER, reading=OTHER)), governed(unread("no-text"))):
            because = said(given, *parts, kind=kind, note="A note").because
            assert because.count("Looked ") == 1
            assert because.index("A note") < because.index("Looked ")
    assert "Looked at 1" in said(a_document(CHARTER), kinds=CHARTER, aspects="lead").because.replace("one page", "1 page")


def test_the_best_that_is_shown_stands_whatever_was_not_found() -> None:
    charter, capped = asked(kinds=CHARTER), asked(kinds=POLICY, at_most="partly", says="A policy")

    assert word(said(a_document(), charter, capped, kind="best")) == ("partly", "verified")
    assert word(said(governed(a_document(), a_document(CHARTER)), charter, capped, kind="best")) == ("met", "verified")
    assert "A policy" not in said(governed(a_document(), a_document(CHARTER)), charter, capped, kind="best").because
    assert word(said(governed(), charter, capped, kind="best")) == ("undetermined", "not_found")


def test_a_figure_beside_decides_nothing() -> None:
    figure = Rule("share", {"check": "license_missing", "says": "state a licence", "met": 0.9, "beside": True})
    result = said(a_document(), asked(kinds=POLICY), figure, kind="all")

    assert word(result) == ("met", "verified")
    assert "state a licence" in result.because


def test_parts_that_are_only_indicated_make_the_whole_so_only_where_it_needs_them() -> None:
    sure, weak = asked(kinds=POLICY), asked(kinds=CHARTER, aspects="body")
    both = governed(a_document(), a_document(CHARTER, ["body"]))

    assert said(both, sure, weak, kind="all").strength == "indicated"
    assert said(both, sure, weak, kind="k_of_n", k=1).strength == "verified"
    assert said(both, sure, weak, kind="k_of_n", k=2).strength == "indicated"
    assert said(both, weak, sure, kind="best").strength == "verified"


SCAN = {"kind": "no-text", "reading": None, "text": None, "failure": "no-text"}


@pytest.mark.parametrize(
    ("document", "finding", "part"),
    [
        (handed(criterion="C1"), "met", "submitted to this audit"),
        (handed(criterion="r/C1", reading=OTHER), "undetermined", "Submitted for it: “Open Data”, read as an open-data policy"),
        (handed("privacy-policy", criterion="C1"), "undetermined", "“Open Data”, read as a privacy policy. A person"),
        (handed("other", criterion="C1"), "undetermined", "“Open Data”, read as no known kind. A person has to judge"),
        (unread(**SCAN, submitted=True, criterion="C1", shown="a.pdf"), "undetermined", "which could not be read (no-text)"),
    ],
)  # fmt: skip
def test_what_was_submitted_for_a_criterion_is_named_there(document: Document, finding: str, part: str) -> None:
    result = said(governed(document))

    assert result.finding == finding
    assert part in result.because
    assert document.text in [one.capture for one in result.evidence] or document.capture in [
        one.capture for one in result.evidence
    ]


@pytest.mark.parametrize("looked", [EVERYWHERE, UNTOLD, NOWHERE, ()])
@pytest.mark.parametrize("kinds", [POLICY, CHARTER, "other", "user-guidance"])
def test_nothing_is_ever_not_met(looked: tuple[Looked, ...], kinds: str) -> None:
    for documents in ((), (a_document(reading=OTHER),), (a_document(reading={"standing": "draft"}),), (unread("http-404"),)):
        given = governed(*documents, looked=looked)
        for args in ({}, {"aspects": "lead"}, {"aspects": "lead body", "together": True}):
            assert said(given, kinds=kinds, **args).finding == "undetermined"
