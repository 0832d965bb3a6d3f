"""What to ask a city for, as CSV and as a letter."""

import csv
import io
from dataclasses import replace

from portalaudit.export.letter import letter
from portalaudit.export.report.wording import wording
from portalaudit.export.requests import Request, requests_csv, requests_of
from portalaudit.model.audit import Audit
from portalaudit.model.governance import Governance, JudgedDocument
from portalaudit.model.policy import Document, Looked
from portalaudit.model.rubric import CriterionResult
from portalaudit.rubrics.load import load
from tests.export.audits import CITY, an_audit

WORDS = wording("en")
RUBRIC = load("wwc-v3")


def looked_at() -> Governance:
    """A look that read the home page and was handed one document."""
    handed = Document(
        "other", None, "urn:x", "c1", source="submitted", shown="Letter of Jo Doe.pdf", submitted=True, failure="damaged"
    )
    return Governance(
        (JudgedDocument(handed, "http://data.example.org", "unknown", False, False),), None, (),
        (Looked("home", None, 1), Looked("sitemap", "http-404", 1), Looked("footer", "none", 0)), 1, True,
    )  # fmt: skip


def asked(audit: Audit) -> tuple[Request, ...]:
    return requests_of(audit, [RUBRIC], WORDS)


def with_result(**changes: object) -> Audit:
    """An audit of which one criterion was found to be so."""
    audit = an_audit(governance=looked_at())
    result = CriterionResult("OD1", "Open Data Policy", "undetermined", None, "Nothing", "not_found", "The policy")
    graded = next(rubric for rubric in audit.rubrics if rubric.id == "wwc-v3")
    return replace(audit, rubrics=(replace(graded, criteria=(replace(result, **changes),)),))  # type: ignore[arg-type]


def test_only_open_criteria_are_asked_for() -> None:
    """Undetermined and partly; what to ask for comes from the rubric where the result has none."""
    assert [one.finding for one in asked(with_result())] == ["undetermined"]
    (partly,) = asked(with_result(finding="partly", why=None, ask_for=None))
    assert partly.ask_for == next(one.ask_for for one in RUBRIC.criteria if one.id == "OD1")
    assert asked(with_result(finding="met")) == asked(with_result(finding="not_met")) == ()


def test_where_was_looked_is_said_in_words() -> None:
    (one,) = asked(with_result())
    said = " | ".join(one.looked_in)

    assert "one page or document was read" in said
    assert "the portal's home page: read" in said
    assert "sitemaps: there is nothing at that address (404)" in said
    assert "footers: nothing to look at was named there" in said
    assert "handed over: “Letter of Jo Doe.pdf” (could not be read)" in said


def test_an_audit_that_did_not_look_says_so() -> None:
    audit = replace(with_result(), governance=Governance())

    assert asked(audit)[0].looked_in == ("nothing: pages and documents were not looked for in this audit",)


def test_where_was_looked_is_said_once() -> None:
    """The sentence of the rule is left out beside the list; what follows it stays."""
    because = "No policy was found. Looked at 2 pages: “A. B. C”, data.example.org/robots.txt; not at menus. 7 of 9 are open"

    assert asked(with_result(because=because))[0].found == "No policy was found. 7 of 9 are open"
    assert asked(with_result(because="Looked at one page"))[0].found == ""


def test_cells_are_no_formulas() -> None:
    rows = list(csv.reader(io.StringIO(requests_csv(asked(with_result(because="=cmd|' /C calc'!A0"))).decode())))

    assert rows[0][:3] == ["rubric", "criterion", "title"]
    assert rows[1][6].startswith("'=cmd")
    assert all(len(row) == len(rows[0]) for row in rows)


def test_the_letter_asks_once_for_what_several_criteria_need() -> None:
    audit = with_result()
    told = letter(
        audit, [*asked(audit), *(replace(one, rubric="wwc-v2", criterion="OD9") for one in asked(audit))], WORDS
    ).decode()

    assert told.count("**The policy**") == 1
    assert "wwc-v3 OD1" in told
    assert "wwc-v2 OD9" in told
    assert f"portalaudit evidence add {CITY.key} --criterion ID --file FILE --note TEXT" in told
    assert "22 November 2026" in told


def test_the_letter_holds_no_markup_of_strangers_and_no_person() -> None:
    """Links, HTML and line ends of a portal's words are shown letter by letter; mail addresses and files' names left out."""
    because = "“[x](http://evil.example) <script>\n# big | a@b.example”"
    told = letter(with_result(because=because), asked(with_result(because=because)), WORDS).decode()

    assert r"\[x\](http://evil.example) \<script\> \# big \| (an address of mail)" in told
    assert "Jo Doe" not in told
    assert "documents that were handed over before: 1" in told


def test_a_letter_that_asks_for_nothing_says_so() -> None:
    audit = with_result(finding="met")

    assert "no document that we need to ask you for" in letter(audit, asked(audit), WORDS).decode()
