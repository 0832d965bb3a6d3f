"""Kinds: made-up documents of every kind are told apart, and what is no policy of the city is never taken for one."""

import pytest

from portalaudit.documents.policy import read_document
from portalaudit.documents.policy.kinds import genres
from portalaudit.documents.policy.sets import phrases
from portalaudit.model.policy import Reading
from tests.documents.policy.made_up import MadeUp, as_text, negatives, positive, positives

NEGATIVES, POSITIVES = negatives(), positives()


@pytest.mark.parametrize("one", NEGATIVES, ids=lambda one: one.name)
def test_no_negative_is_an_adopted_policy(one: MadeUp) -> None:
    """A story, a notice, a draft, a bill that died: `other`, or a policy that says of itself that it is not in force."""
    reading = read_document(as_text(one.body))
    assert reading.kind in one.told.get("kinds", ["other"])
    assert reading.kind == "other" or reading.standing in one.told["standings"]


def test_there_are_seventy_negatives_and_twelve_other_positives() -> None:
    assert len(NEGATIVES) >= 70
    assert sum(one.told["kind"] != "open-data-policy" or one.told["language"] != "en" for one in POSITIVES) >= 12


@pytest.mark.parametrize("one", POSITIVES, ids=lambda one: one.name)
def test_positives_are_what_they_are(one: MadeUp) -> None:
    reading = read_document(as_text(one.body))
    for field in ("kind", "instrument", "standing", "place", "adopted", "year", "language"):
        if field in one.told:
            assert getattr(reading, field) == one.told[field], field
    assert set(one.told["aspects"]) <= {code for code, _ in reading.aspects}


@pytest.mark.parametrize("one", [*NEGATIVES, *POSITIVES], ids=lambda one: one.name)
def test_quotes_are_passages_of_the_text(one: MadeUp) -> None:
    text = as_text(one.body)
    reading = read_document(text)
    for quote in (*reading.because, *(quote for _, quote in reading.aspects)):
        assert quote.text and text.plain[quote.start : quote.end] == quote.text
    assert reading == read_document(text)


LIES = {
    "open-data-policy": "Open Data Policy",
    "data-governance-charter": "Data Governance Charter",
    "data-strategy": "Data Strategy",
    "privacy-policy": "Data Privacy Policy",
    "data-standard": "Data Standards",
}


def titled(one: MadeUp, title: str) -> Reading:
    """The text under a title element, a first heading and a link that all say so."""
    return read_document(as_text(f"# {title}\n\n{one.body}", title), "https://city.example/open-data-policy", shown=title)


@pytest.mark.parametrize("one", NEGATIVES, ids=lambda one: one.name)
def test_a_title_alone_makes_no_policy(one: MadeUp) -> None:
    """But for bills and drafts, which are open-data policies that are not in force."""
    reading = titled(one, LIES["open-data-policy"])
    assert reading.kind != "open-data-policy" or (
        "open-data-policy" in one.told.get("kinds", []) and reading.standing in one.told["standings"]
    )


@pytest.mark.parametrize("kind", [kind for kind in LIES if kind != "open-data-policy"])
def test_nor_does_it_make_another_kind(kind: str) -> None:
    assert [one.name for one in NEGATIVES if titled(one, LIES[kind]).kind == kind] == []


@pytest.mark.parametrize("one", [one for one in POSITIVES if one.told["kind"] != "open-data-policy"], ids=lambda one: one.name)
def test_another_kind_under_the_title_is_none(one: MadeUp) -> None:
    assert titled(one, LIES["open-data-policy"]).kind != "open-data-policy"


@pytest.mark.parametrize("one", [one for one in POSITIVES if one.told["kind"] == "open-data-policy"], ids=lambda one: one.name)
def test_a_policy_under_its_own_title_stays_one(one: MadeUp) -> None:
    assert titled(one, LIES["open-data-policy"]).kind == "open-data-policy"


NEWS = """
Council backs plan to open the city's files

By Hannah Ortiz, Staff Writer

The city's leaders say a new set of rules will change how residents learn about their government. "It took us three years
to get here," said Councilwoman Reyes after Tuesday's meeting. The full text follows.
"""
RELEASE = """
FOR IMMEDIATE RELEASE

Media contact: Office of Communications

The City today announced a new policy. "This is a great day," said the mayor. The text of it is below.
"""
MENU = "Skip to main content\nHome\nNews\nDepartments\nContact us\nSearch\nPrivacy policy\nTerms of use\nShare this page\n"
FOOT = "Privacy policy\nTerms of use\nSign up for our newsletter\nAccessibility\nAll rights reserved\n"


@pytest.mark.parametrize(
    ("before", "after", "kind", "standing"),
    [
        ("", "", "open-data-policy", "in-force"),
        (MENU, FOOT, "open-data-policy", "in-force"),
        (NEWS, "", "other", "unknown"),
        (RELEASE, "###", "other", "unknown"),
        ("PROPOSED – NOT ADOPTED", "", "open-data-policy", "not-adopted"),
        ("DRAFT for public comment", "", "open-data-policy", "draft"),
        ("SUPERSEDED", "", "open-data-policy", "superseded"),
        ("Status: Failed", "", "open-data-policy", "not-adopted"),
    ],
)
def test_a_frame_around_a_policy_tells_what_it_is(before: str, after: str, kind: str, standing: str) -> None:
    reading = read_document(as_text(f"{before}\n\n{positive('ordinance-of-elsewhere')}\n\n{after}"))
    assert (reading.kind, reading.standing) == (kind, standing)


def test_what_stands_in_the_menu_of_a_known_page_does_not_count() -> None:
    body = positive("ordinance-of-elsewhere")
    text = as_text("Terms of use\nCookie policy\nThe news today\n" + body)
    start = text.plain.index("ORDINANCE NO")
    reading = read_document(type(text)(text.plain, "html", None, main=(start, len(text.plain))))
    assert reading.kind == "open-data-policy"
    assert all(quote.start >= start for quote in reading.because)


def test_an_address_and_a_link_never_make_a_policy() -> None:
    """They are weak hints: words about nothing stay nothing."""
    text = as_text("Welcome to our city. We wish you a pleasant stay. The library is open from nine to five.")
    reading = read_document(text, "https://city.example/open-data-policy-ordinance.pdf", shown="Open Data Policy (Ordinance)")
    assert (reading.kind, reading.because) == ("other", ())


def test_every_genre_names_sets_that_ship() -> None:
    for genre in genres():
        assert 0 < genre.floor < 20
        for part in genre.parts:
            assert phrases(part.name), part.name
