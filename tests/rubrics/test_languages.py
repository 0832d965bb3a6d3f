"""What the engine and the shipped rubrics say, in every language."""

import string
from collections.abc import Iterator

import pytest

from portalaudit.data.tables import table
from portalaudit.data.writing import LANGUAGES
from portalaudit.model.rubric import Rubric, Rule
from portalaudit.model.speaking import english, spoken, text_in
from portalaudit.model.telling import Reason, Sentence, Text, Word, clause
from portalaudit.rubrics.grade import grade
from portalaudit.rubrics.load import available, load
from tests.governed import a_document, governed
from tests.rubrics.cases import a_criterion, a_rubric, graded, inputs, pooled, share

OTHERS = LANGUAGES[1:]
FIELDS = {"title", "description", "keyword", "modified", "publisher", "contactPoint", "identifier", "license", "distribution",
          "distribution: accessURL or downloadURL"}  # fmt: skip
"""Names of DCAT-US, the same in every language."""


def _names(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name})


def _texts(rule: Rule) -> Iterator[str]:
    yield from (text for name in ("says", "denies", "lacks", "note", "because") if isinstance(text := rule.args.get(name), str))
    for part in rule.rules:
        yield from _texts(part)


def _of(rubric: Rubric) -> Iterator[str]:
    yield rubric.title
    for criterion in rubric.criteria:
        yield criterion.title
        yield from (criterion.ask_for,) if criterion.ask_for else ()
        yield from _texts(criterion.rule)


EVERY = {text for name in available() for text in _of(load(name))}


@pytest.mark.parametrize("lang", OTHERS)
def test_every_sentence_is_told_with_the_same_parameters(lang: str) -> None:
    here, there = table("because/en"), table(f"because/{lang}")

    assert {name: list(words) for name, words in here.items()} == {name: list(words) for name, words in there.items()}  # type: ignore[call-overload]
    for code, text in here["clause"].items():  # type: ignore[attr-defined]
        assert _names(there["clause"][code]) == _names(text), code  # type: ignore[index]


@pytest.mark.parametrize("lang", OTHERS)
def test_every_text_of_a_shipped_rubric_is_told_and_no_other(lang: str) -> None:
    told = table(f"texts/{lang}")["rubrics"]

    assert EVERY - set(told) == FIELDS  # type: ignore[call-overload]
    assert set(told) - EVERY == {"Access to the parts of the portal that could not be read"}  # type: ignore[call-overload]


@pytest.mark.parametrize("lang", OTHERS)
def test_a_whole_rubric_is_said_without_a_word_of_english(lang: str) -> None:
    """Where a rubric of ours meets nothing, and where it meets all that it asks."""
    for name in set(available()) - {"dcat-us-1.1"}:
        for given in (inputs(own=0), inputs(own=9, governance=governed(a_document()))):
            for one in grade(load(name), given).criteria:
                assert {sentence.lang for sentence in spoken(one.said, lang)} == {lang}, (name, one.id, one.because)
                assert text_in(one.title, lang).lang == lang
                assert english(one.said) == one.because


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "47 of 240 datasets state a licence (20 %); 3 datasets could not be observed; met asks for 90 %"),
        ("es", "Conjuntos de datos que declaran una licencia: 47 de 240 (20 %); 3 conjuntos de datos no se pudieron observar; "
               "lo exigido: 90 %"),
        ("pt", "Conjuntos de dados que declaram uma licença: 47 de 240 (20%); 3 conjuntos de dados não puderam ser observados; "
               "o exigido: 90%"),
    ],
)  # fmt: skip
def test_figures_are_said_as_the_language_writes_them(lang: str, text: str) -> None:
    said = graded(share(), inputs(pooled(passed=47, tested=240, not_observed=3))).said

    assert [one.text for one in spoken(said, lang)] == [text]


def test_a_sentence_with_a_text_that_nobody_translated_is_english_as_a_whole_and_says_so() -> None:
    said = graded(share(says="sing in the morning"), inputs(pooled(passed=1, tested=2))).said
    more = (*said, Sentence(clause("no_record")), Sentence(Reason("third_party", "odd")), Sentence(Word("state", "unheard of")))
    found = spoken(more, "es")

    assert [one.lang for one in found] == ["en", "es", "en", "es"]
    assert found[0].text == "1 of 2 datasets sing in the morning (50 %); met asks for 90 %"
    assert (found[2].text, found[3].text) == ("odd", "unheard of")
    assert spoken(said, "xx")[0].lang == "en"


def test_texts_of_a_portal_are_never_taken_for_templates() -> None:
    hostile = "{0.__class__} {x!r:>99999999} %s"
    given = governed(a_document(reading={"title": hostile}))
    rule = Rule("document", {"kinds": "open-data-policy", "says": "An open-data policy of the city was found", "denies": "No"})
    (found,) = spoken(graded(rule, inputs(governance=given)).said, "pt")

    assert f"“{hostile}”" in found.text and found.lang == "pt"


def test_what_falls_short_is_marked() -> None:
    parts = (share(), share("title_missing", says="have a title"))
    rubric = a_rubric(a_criterion(Rule("all", {}, parts)))
    (one,) = grade(rubric, inputs(pooled(passed=1, tested=9), pooled("title_missing", passed=9, tested=9))).criteria

    assert [sentence.short for sentence in spoken(one.said, "es")] == [True, False]
    beside = Rule("share", {"check": "license_missing", "says": "state a licence", "met": 0.9, "beside": True})
    (one,) = grade(a_rubric(a_criterion(Rule("all", {}, (parts[1], beside)))), inputs(
        pooled(passed=1, tested=9), pooled("title_missing", passed=9, tested=9))).criteria  # fmt: skip
    assert [sentence.short for sentence in one.said] == [False, False]


def test_the_same_sentence_is_the_same_however_it_was_said() -> None:
    assert english((Sentence(Text("A"), rest=(Text("b"), Text("c"))),)) == "A; b; c"
