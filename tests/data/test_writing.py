"""Numbers, dates and lists as each language writes them."""

from datetime import date

import pytest

from portalaudit.data.tables import table
from portalaudit.data.writing import LANGUAGES, writing

EN, ES, PT = (writing(lang) for lang in ("en", "es", "pt"))


@pytest.mark.parametrize(
    ("share", "short_of", "text"),
    [
        (0.0, 0.9, "0 %"),
        (1.0, 0.9, "100 %"),
        (47 / 240, 0.9, "20 %"),
        (0.001, 0.9, "under 1 %"),
        (0.9999, 1.0, "over 99 %"),
        (0.899, 0.9, "89.9 %"),
        (0.896, 0.9, "89.6 %"),
        (0.9, 0.9, "90 %"),
        (0.9, None, "90 %"),
    ],
)
def test_shares_are_never_rounded_up_to_what_is_asked(share: float, short_of: float | None, text: str) -> None:
    assert EN.percent(share, short_of=short_of) == text


def test_percents_of_other_languages() -> None:
    assert [ES.percent(share, short_of=0.9) for share in (0.2, 0.001, 0.999, 0.899)] == [
        "20 %", "menos del 1 %", "más del 99 %", "89.9 %",
    ]  # fmt: skip
    assert [PT.percent(share, short_of=0.9) for share in (0.2, 0.001, 0.999, 0.899)] == [
        "20%", "menos de 1%", "mais de 99%", "89,9%",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "en", "es", "pt"),
    [
        (3.0, "3", "3", "3"),
        (2.5, "2.5", "2.5", "2,5"),
        (1 / 3, "0.33", "0.33", "0,33"),
        (0.001, "0", "0", "0"),
        (-0.5, "-0.5", "-0.5", "-0,5"),
        (1240, "1,240", "1240", "1.240"),
        (12_400.25, "12,400.25", "12\u00a0400.25", "12.400,25"),
        (1_234_567.0, "1,234,567", "1\u00a0234\u00a0567", "1.234.567"),
    ],
)
def test_numbers(value: float, en: str, es: str, pt: str) -> None:
    assert [ways.decimal(value) for ways in (EN, ES, PT)] == [en, es, pt]


def test_dates() -> None:
    assert [ways.date(date(2026, 11, 29)) for ways in (EN, ES, PT)] == [
        "29 November 2026", "29 de noviembre de 2026", "29 de novembro de 2026",
    ]  # fmt: skip
    assert [ways.date(date(2026, 3, 1)) for ways in (EN, ES, PT)] == ["1 March 2026", "1 de marzo de 2026", "1º de março de 2026"]


@pytest.mark.parametrize(
    ("parts", "word", "es"),
    [
        (["a"], "and", "a"),
        (["a", "b"], "and", "a y b"),
        (["a", "b", "imágenes"], "and", "a, b e imágenes"),
        (["a", "“inventario”"], "and", "a e “inventario”"),
        (["agua", "hielo"], "and", "agua y hielo"),
        (["siete", "ocho"], "or", "siete u ocho"),
    ],
)
def test_lists(parts: list[str], word: str, es: str) -> None:
    assert ES.listed(parts, word) == es
    assert EN.listed(["a", "b", "c"]) == "a, b and c" and PT.listed(["a", "b"], "or") == "a ou b"


def test_every_language_tells_the_same() -> None:
    every = [set(table("writing")[lang]) - {"and_before", "or_before"} for lang in LANGUAGES]  # type: ignore[call-overload]
    assert every[0] == every[1] == every[2]
    assert all(len(ways.months) == len(ways.months_short) == 12 for ways in (EN, ES, PT))
    assert writing("xx") == EN
