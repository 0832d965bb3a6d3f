"""What tables and columns are called and what they hold: one file a language (`words/LANG.toml`), English where one lacks it."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import cast

from portalaudit.export.report.wording import wording
from portalaudit.export.tables.table import Column

ENGLISH = "en"

Words = Mapping[str, object]


def table_words(lang: str, table: str) -> tuple[str, str]:
    """A table's title and what it holds."""
    told = text(lang, "table", table)
    return told[0], told[1]


def column_words(lang: str, table: str, column: Column) -> tuple[str, str]:
    """A column's title and what it holds; of a check's column its own title, with what cells of such columns say."""
    if column.title:
        about = text(lang, "of_check", table)
        return column.title, about[0].format(check=column.name)
    told = text(lang, table, column.name, "column")
    return told[0], told[1]


def text(lang: str, section: str, name: str, otherwise: str | None = None) -> list[str]:
    """The texts under a name of a section, else of another section; in English where the language lacks them.

    Raises:
        KeyError: there are none: a table or column without words is a bug.
    """
    for words in (_words(lang), _words(ENGLISH)):
        for place in (section, otherwise):
            found = cast(Words, words.get(place or "", {})).get(name)
            if isinstance(found, list):
                return [str(one) for one in found]
            if isinstance(found, str):
                return [found]
    raise KeyError(f"{section}.{name}")


def word(lang: str, table: str, code: str) -> str:
    """The word by which people know a code of a column."""
    for words in (_words(lang), _words(ENGLISH)):
        found = cast(Words, cast(Words, words.get("word", {})).get(table, {})).get(code)
        if isinstance(found, str):
            return found
    report = wording(lang)
    return report.label(table, code) if table in report.words else code.replace("_", " ")


@cache
def _words(lang: str) -> Words:
    path = files(__package__).joinpath("words", f"{lang}.toml")
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
