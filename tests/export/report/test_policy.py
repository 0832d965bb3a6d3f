"""The section on policy and governance: what stands there, what is told apart, and what a hostile document cannot do."""

import re
from dataclasses import replace
from datetime import date

import pytest

from portalaudit.connectors.website.visit import PLACES
from portalaudit.data.tables import table
from portalaudit.data.writing import LANGUAGES
from portalaudit.documents.policy.guideline import guideline, parts
from portalaudit.export.report import render
from portalaudit.export.report.policy import MOST, certainty
from portalaudit.export.report.wording import wording
from portalaudit.model.audit import Audit
from portalaudit.model.capture import Capture, Evidence
from portalaudit.model.policy import Document, Looked, Quote
from portalaudit.model.speaking import text_in
from tests.builders import TAKEN_AT
from tests.export.governed import (
    CHARTER,
    FOREIGN,
    HANDED,
    NOWHERE,
    OLDER,
    a_document,
    a_reading,
    governed,
    provisions,
    unread,
    with_criterion,
)  # fmt: skip
from tests.export.report.markup import Page, read
from tests.export.report.sample import HOSTILE, HOSTILE_LINKS, an_audit

EN = wording("en")


def audited(*documents: Document, **options: object) -> Audit:
    return governed(an_audit({"Parks": 3}), *documents, **options)  # type: ignore[arg-type]


def shown(audit: Audit) -> Page:
    found = read(render(audit))
    assert found.errors == []
    return found


def page(*documents: Document, **options: object) -> Page:
    return shown(audited(*documents, **options))


def section(found: Page) -> str:
    """The section's text."""
    start = found.text.index("What the city's own pages and documents say")
    return found.text[start : found.text.index("A data inventory lists", start)]


def test_it_says_which_policy_is_in_force_and_what_it_is() -> None:
    text = section(page(a_document()))

    assert (
        "Title of policy is the city's open-data policy in force" in text
        and "The city publishes it on a site of its own." in text
    )
    assert "Instrument Executive order Executive Order No. 7" in text
    assert "Whose City of Exampleville by its own words" in text
    assert "Adopted 14 May 2019" in text and "Provisions 12 of 31" in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"same_site": False}, "the city publishes it by pointing there from its own pages"),
        ({"same_site": False, "linked": False, "source": "registry-copy"}, "not that the city publishes it"),
        ({"same_site": False, "linked": False, "source": "submitted", "submitted": True}, "was handed over by a person"),
    ],
    ids=["linked", "copy", "submitted"],
)
def test_a_copy_elsewhere_and_a_submitted_one_are_told_apart(changes: dict[str, object], said: str) -> None:
    assert said in section(page(a_document(**changes)))


def test_a_review_that_is_overdue_is_said_to_be() -> None:
    past, ahead = (page(a_document(reading=a_reading(review_due=day))).text for day in (date(2021, 5, 14), date(2030, 1, 1)))

    assert "its own review was due on 14 May 2021, before this audit" in past
    assert "its next review is due on 1 January 2030" in ahead


def test_the_31_provisions_stand_by_the_guideline_s_parts_present_ones_with_their_passage() -> None:
    found = page(a_document())
    text = section(found)

    assert "What data should be public 7 of 7" in text
    assert "How to make data public 5 of 16" in text and "How to implement policy 0 of 8" in text
    assert "1 Proactive release (present)" in text and "31 Review (not found)" in text
    assert "The Chief Data Officer shall publish data proactively. page 2, characters 10 to 62; 91 % sure" in text
    assert len([e for e in found.all("li") if e.attributes.get("class") in ("there", "missing")]) == len(guideline()) == 31


def test_in_another_language_provisions_are_not_judged() -> None:
    found = page(a_document(reading=a_reading(language="pt")))

    assert "Provisions not judged the text is in Portuguese" in section(found)
    assert not [e for e in found.all("li") if e.attributes.get("class") == "missing"]


def test_versions_other_documents_and_those_of_other_places_stand_apart() -> None:
    text = section(page(a_document(), OLDER, CHARTER, HANDED, FOREIGN, unread()))

    assert "Its other versions Title Instrument Whose Adopted Capture Title of older" in text
    assert "Other documents Title What it is Whose Adopted Capture Title of charter" in text
    assert "Title of handed handed over by a person" in text and "a draft" in text
    assert "What could not be read Title Why Capture Title of scan it is a scan: pages without text" in text
    assert "Documents of other places (1)" in text
    assert "Speaks of: a contact, somebody in charge of data" in text


def test_passages_keep_no_mail_address_of_a_person() -> None:
    found = render(audited(a_document(), CHARTER))

    assert "jane.doe" not in found and "Write to …@city.example" in read(found).text


def test_where_nothing_was_found_it_says_where_we_looked_and_what_to_ask_for() -> None:
    text = section(page(looked=NOWHERE))

    assert "No open-data policy of the city was found. Not found is no proof of absence" in text
    assert "The portal's home page the server did not answer in time 3" in text
    assert "The city's own site no city record tells its address 0" in text
    assert "What to ask the city for" in text and "Name and title of who is in charge Data leadership (wwc-v3 LC5)" in text


def test_places_where_nothing_was_named_stand_in_one_line() -> None:
    looked = (Looked("home", None, 1), Looked("navigation", "none", 0), Looked("footer", "none", 0))

    assert "Nothing to look at was named in these places: Navigation; Footers." in section(page(looked=looked))


@pytest.mark.parametrize(
    ("standing", "table"),
    [("draft", "Other documents"), ("not-adopted", "Other documents"), ("superseded", "Policies that are not in force")],
)
def test_a_policy_that_does_not_stand_is_none_in_force(standing: str, table: str) -> None:
    text = section(page(a_document(reading=a_reading(standing=standing))))

    assert "a draft, was not adopted, or was superseded" in text and table in text
    assert "is the city's open-data policy in force" not in text


def test_where_nobody_looked_it_says_so_and_nothing_else() -> None:
    text = section(page(looked=()))

    assert text.endswith("so nothing is said here of the city's policy and governance. Data inventory ")


def test_a_criterion_shows_its_passage_as_a_quotation_of_its_page() -> None:
    passage = Evidence("text-policy", "char=1010,1062", "The Chief Data Officer shall publish data proactively.")
    cell = Evidence("c5", "/count", "3")
    asked = Capture("c5", "GET", "https://data.example.org/api/3", TAKEN_AT, 200)
    audit = replace(with_criterion(audited(a_document()), cell, passage), captures=(asked,))
    found = shown(audit)

    quote = "The Chief Data Officer shall publish data proactively."
    assert f"A policy was found {quote} Title of policy 2 places 3 at /count in capture c5 of https://data.example.org/api/3" in (
        found.text
    )
    assert f"{quote} characters 1,010 to 1,062 of the text of Title of policy in capture text-policy" in found.text
    assert [e for e in found.all("a") if e.attributes["href"] == "https://www.example.org/policy"]


def test_captures_of_documents_are_listed_and_led_to() -> None:
    kept = Capture("text-policy", "GET", "https://www.example.org/policy", TAKEN_AT)
    found = shown(replace(audited(a_document()), captures=(kept,)))
    (anchor,) = (e.attributes["id"] for e in found.all("tr") if e.attributes.get("id", "").startswith("capture-"))

    assert f"#{anchor}" in [e.attributes.get("href") for e in found.all("a")]


def hostile_documents() -> tuple[Document, ...]:
    """Documents whose every text means harm; the first is the policy in force."""
    made = []
    for number, text in enumerate(HOSTILE):
        said = Quote(0, 60, text[:600])
        reading = a_reading(
            place=None, number=text, title=text, because=(said,), aspects=(("lead", said), ("<b>", said)),
            adopted=date(2020 - number, 1, 1),
        )  # fmt: skip
        found = tuple(replace(one, quotes=(said,) if one.present else ()) for one in provisions())
        made.append(
            a_document(
                str(number), reading, title=text, shown=text, url=HOSTILE_LINKS[number], note=text, text=f"t{number}\x00",
                provisions=found,
            )
        )  # fmt: skip
    broken = unread("<i>", failure="<script>", detail=HOSTILE[0], title=HOSTILE[1], url=HOSTILE_LINKS[0], capture="<u>")
    return (*made, broken, replace(FOREIGN, title=HOSTILE[2], url=HOSTILE_LINKS[1]))


def test_hostile_texts_are_shown_as_text_and_hostile_addresses_are_no_links() -> None:
    hostile = (Looked("<b>", "<img>", 1), Looked("home", None, 2))
    passages = [Evidence(f"t{number}\x00", "char=0,60", text) for number, text in enumerate(HOSTILE)]
    found = shown(with_criterion(audited(*hostile_documents(), looked=hostile), *passages))

    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", found.text)
    assert {e.name for e in found.all("img", "iframe", "u", "i")} == set()
    outside = [e.attributes["href"] for e in found.all("a") if not e.attributes["href"].startswith("#")]
    assert not set(outside) & set(HOSTILE_LINKS)
    assert all(href.startswith(("https://", "http://")) for href in outside)
    titles = {element.text for element in found.all("bdi")}
    assert "<script>alert('title')</script>" in titles and "{{ 7 * 7 }} {% raw %}" in titles


def test_long_tables_are_cut_and_say_so() -> None:
    text = section(page(a_document(), *(a_document(f"d{n:03}", a_reading("data-strategy")) for n in range(MOST + 7))))

    assert "and 7 more" in text and f"d{MOST + 6}" not in text


@pytest.mark.parametrize(("confidence", "word"), [(0.97, "clear"), (0.9, "clear"), (0.7, "likely"), (0.5, "perhaps")])
def test_how_sure_a_kind_is_is_told_in_words(confidence: float, word: str) -> None:
    assert certainty(confidence) == word and EN.has("certainty", word)


def test_every_code_that_can_be_told_has_a_word() -> None:
    aspects = [name for name, value in table("policy_aspects").items() if isinstance(value, dict)]

    assert [code for code in aspects if not EN.has("aspect", code)] == []
    assert [code for code in PLACES if not EN.has("place", code)] == []
    assert [
        code for code in (*PLACES[:4], "sitemap", "portal-page", "catalogue", "submitted") if not EN.has("source", code)
    ] == []


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_the_guideline_is_told_in_every_language(lang: str) -> None:
    asked = {text for one in guideline() for text in (one.title, one.asks, one.aim)} | set(parts().values())

    assert set(table(f"texts/{lang}")["provisions"]) == asked  # type: ignore[call-overload]
    html = render(governed(an_audit({"Parks": 3}), a_document()), lang=lang)
    shown = html[html.index('class="provisions"') : html.index("</section>\n</div>", html.index('class="provisions"'))]
    assert 'lang="en"' not in shown and text_in("Proactive release", lang).text in shown
