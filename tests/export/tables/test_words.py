"""The words of tables in every language: the same keys, the same places for values, names that sheets can bear."""

import string
import tomllib
from importlib.resources import files
from typing import Any

import pytest

FOLDER = files("portalaudit.export.tables").joinpath("words")
LANGUAGES = sorted(path.name.removesuffix(".toml") for path in FOLDER.iterdir() if path.name.endswith(".toml"))
FORBIDDEN = frozenset("[]:*?/\\'")
"""What Excel forbids in the name of a sheet, and the mark that it is quoted by."""


def words(lang: str) -> dict[str, Any]:
    return tomllib.loads(FOLDER.joinpath(f"{lang}.toml").read_text("utf-8"))


def flat(found: dict[str, Any], at: str = "") -> dict[str, list[str]]:
    """All texts by their places."""
    told: dict[str, list[str]] = {}
    for key, value in found.items():
        told |= (
            flat(value, f"{at}{key}.")
            if isinstance(value, dict)
            else {f"{at}{key}": [value] if isinstance(value, str) else value}
        )
    return told


def places(texts: list[str]) -> list[set[str]]:
    return [{name for _, name, _, _ in string.Formatter().parse(text) if name is not None} for text in texts]


def test_there_are_three_languages() -> None:
    assert LANGUAGES == ["en", "es", "pt"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_says_everything_with_the_same_values(lang: str) -> None:
    mine, english = flat(words(lang)), flat(words("en"))

    assert set(mine) == set(english)
    assert {key: places(texts) for key, texts in mine.items()} == {key: places(texts) for key, texts in english.items()}
    assert all(text.strip() == text and text for texts in mine.values() for text in texts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sheets_have_names_that_they_can_bear(lang: str) -> None:
    found = words(lang)
    names = [found["about"]["sheet"], *(told[0] for told in found["table"].values()), found["dictionary"]["sheet"]]

    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name) <= 31 and not FORBIDDEN & set(name) for name in names)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_that_colours_tell_by_differ(lang: str) -> None:
    assert all(len(set(table.values())) == len(table) for table in words(lang)["word"].values())
    assert set(words(lang)["word"]["decision"].items()) == {(one, one) for one in ("accept", "reject", "more")}
