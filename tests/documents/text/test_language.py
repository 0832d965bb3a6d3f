"""The language of a text."""

import pytest

from portalaudit.documents.text.language import code_of, language, language_by_words

TEXTS = {
    "en": "The City shall publish its data in the portal, and each department is to keep an inventory of what it holds. ",
    "es": "La ciudad publicará sus datos en el portal, y cada dependencia deberá mantener un inventario de los que tiene. ",
    "pt": "A cidade publicará os seus dados no portal, e cada secretaria deverá manter um inventário dos que possui. ",
    "fr": "La ville publie ses données sur le portail, et chaque service doit tenir un inventaire de celles qui sont à lui. ",
    "ca": "La ciutat publicarà les seves dades al portal, i cada departament ha de mantenir un inventari amb les que té. ",
    "it": "La città pubblica i suoi dati nel portale, e ogni ufficio deve tenere un inventario di quelli che ha. ",
    "de": "Die Stadt veröffentlicht ihre Daten auf dem Portal, und jedes Amt führt ein Verzeichnis der Daten, die es hat. ",
}


@pytest.mark.parametrize(("code", "text"), TEXTS.items())
def test_a_paragraph_tells_its_language(code: str, text: str) -> None:
    """Three sentences are enough."""
    assert language_by_words(text * 3) == code


@pytest.mark.parametrize(
    "text", ["", "Open data portal", "1 2 3 " * 100, "Avoin data on kaikille " * 40, "Parks Trees Roads Lights Signs " * 40]
)
def test_short_or_unknown_texts_tell_none(text: str) -> None:
    """Rather none than wrong."""
    assert language_by_words(text) is None


@pytest.mark.parametrize(
    ("declared", "text", "found"),
    [
        ("es", TEXTS["es"], ("es", False)),
        ("nl", "", ("nl", False)),
        (None, TEXTS["pt"] * 3, ("pt", False)),
        ("en", TEXTS["es"] * 2, ("en", False)),
        ("en", TEXTS["es"] * 20, ("es", True)),
        ("es", TEXTS["es"] * 20 + TEXTS["en"] * 20, ("es", False)),
        ("en", (TEXTS["es"] + TEXTS["pt"]) * 20, ("en", False)),
    ],
)
def test_what_is_declared_holds_unless_a_long_text_clearly_speaks_another(
    declared: str | None, text: str, found: tuple[str, bool]
) -> None:
    """Content systems declare the language of their template."""
    assert language(declared, text) == found


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("pt-BR", "pt"),
        ("EN_us", "en"),
        ("spa", "es"),
        ("en, es", "en"),
        ("english", None),
        ("", None),
        (None, None),
        ("x-default", None),
    ],
)
def test_language_tags_are_read(told: str | None, code: str | None) -> None:
    """BCP 47 and what people write instead."""
    assert code_of(told) == code
