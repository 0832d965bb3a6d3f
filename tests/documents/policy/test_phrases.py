"""The language of phrases and the folding of texts: what it matches, and that places stay places."""

import pytest

from portalaudit.data.tables import table
from portalaudit.documents.policy.folding import fold
from portalaudit.documents.policy.phrases import Phrase, phrase
from portalaudit.documents.policy.sets import phrases, weighed


@pytest.mark.parametrize(
    ("source", "text", "stands"),
    [
        ("open data", "the Open  Data portal", True),
        ("open data", "the opendata portal", False),
        ("open data", "reopen data", False),
        ("open data", "open databases", False),
        ("data set*", "two data sets", True),
        ("machine-readable", "machine readable, machinereadable", True),
        ("(an |)ordinance no", "ordinance no. 3", True),
        ("(an |)ordinance no", "an ordinance no. 3", True),
        ("shall be ... (reviewed|revised)", "shall be from time to time reviewed", True),
        ("shall be ... (reviewed|revised)", "shall be kept. It is reviewed", False),
        ("^ agenda $", "Board\nAgenda:\n1. Call", True),
        ("^ agenda $", "the agenda of today", False),
        ("section #", "Section 12.", True),
        ("política de datos", "POLITICA DE DATOS", True),
        ("licen?e", "licence license licensee", True),
        ("(order|act) (to|of the ... (amending|setting)|on)", "act of the council amending", True),
        ("(order|act) (to|of the ... (amending|setting)|on)", "an act on data", True),
    ],
)
def test_phrases_stand_where_they_should(source: str, text: str, stands: bool) -> None:
    one, folded = phrase(source), fold(text)
    assert bool(list(one.places(folded))) is stands
    assert one.may_stand(folded) or not stands


def test_a_word_that_begins_within_another_hides_nothing() -> None:
    assert list(phrase("public data").places("republic data public data")) == [(14, 25)]


def test_folding_keeps_every_place() -> None:
    text = "Ação “Política” — Ñandú’s Straße İstanbul ﬁ \u202f\t§ 3º日本"
    assert len(fold(text)) == len(text)
    assert fold("Resolución Nº") == "resolucion no"


def test_every_shipped_phrase_and_expression_compiles() -> None:
    for name in ("policy_sets", "policy_aspects", "policy_instruments", "policy_standing", "policy_dates"):
        for section in table(name).values():
            for one in _all(section):
                assert list(one.places("")) in ([], [(0, 0)])


def _all(section: object) -> list[Phrase]:
    if not isinstance(section, dict):
        return []
    inner = [one for part in section.values() if isinstance(part, dict) for one in weighed(part)]
    return inner or ([] if any(isinstance(value, int) for value in section.values()) else list(weighed(section)))


def test_weights_are_checked() -> None:
    with pytest.raises(ValueError, match="not a weight"):
        weighed({"heavy": ["data"]})
    with pytest.raises(KeyError):
        phrases("no such set")
