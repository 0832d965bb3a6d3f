"""Sentences of `because`, joined."""

from datetime import date

import pytest

from portalaudit.model.speaking import english
from portalaudit.model.telling import Cited, Said, Sentence, Share, Text, clause
from portalaudit.rubrics.wording import joined

ASKS = "; met asks for "


def said(text: str) -> Said:
    """`A. B; met asks for 90 %` as sentences."""
    return tuple(_sentence(one) for one in text.split(". ") if one)


def _sentence(text: str) -> Sentence:
    lead, _, asked = text.partition(ASKS)
    asks = clause("asks", what=Share(int(asked.removesuffix(" %")) / 100)) if asked else None
    return Sentence(Text(lead), asks=asks, last=lead.startswith("Looked"))


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ((), ""),
        (("A", "", "A", "B"), "A. B"),
        (("A. B. C", "B"), "A. B. C"),
        (("A. B. C", "B. C", "C. A"), "A. B. C. C. A"),
        (("15 of 20 hold", "5 of 20 hold", "5 of 20 holds. C"), "15 of 20 hold. 5 of 20 hold. 5 of 20 holds. C"),
        (("A; met asks for 90 %", "B; met asks for 90 %"), "A. B; met asks for 90 %"),
        (("A; met asks for 80 %", "B; met asks for 90 %"), "A; met asks for 80 %. B; met asks for 90 %"),
        (("A; met asks for 90 %", "B; met asks for 90 %. C"), "A. B; met asks for 90 %. C"),
        (("A; met asks for 90 %", "C"), "A; met asks for 90 %. C"),
        (("A. Looked here", "B. Looked here. Looked there", "C"), "A. B. C. Looked here. Looked there"),
        (("Looked here", "Looked here"), "Looked here"),
    ],
)
def test_what_is_asked_alike_is_said_once_and_where_was_looked_last(parts: tuple[str, ...], text: str) -> None:
    assert english(joined(map(said, parts))) == text


def test_a_document_is_told_once_and_then_by_its_title() -> None:
    told = (clause("quoted_number", number="Policy 7"), clause("day", day=date(2020, 9, 9)))
    about, other = (
        Cited(clause("quoted", title="Data Charter"), told, clause("published_by_the", place="City of Example", url=url))
        for url in ("https://a.example/x.pdf", "https://a.example/y")
    )
    shown = [("A charter was found", about), ("Roles are written down", about), ("Meetings too", other)]

    assert english(joined([(Sentence(Text(lead), figures=(document,)),) for lead, document in shown])) == (
        "A charter was found: “Data Charter” (Policy 7, 9 September 2020), published by the City of Example at "
        "https://a.example/x.pdf. Roles are written down: “Data Charter”. Meetings too: “Data Charter” (Policy 7, "
        "9 September 2020), published by the City of Example at https://a.example/y"
    )
