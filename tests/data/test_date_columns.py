"""The table of date columns holds together."""

import re
from collections import Counter

import pytest

from portalaudit.data.date_columns import date_columns
from portalaudit.data.tables import table

PHRASE = re.compile(r"[a-z0-9]+\*?(?: [a-z0-9]+\*?)*")


def test_it_says_its_version_and_where_its_figures_are_from() -> None:
    shipped = table("date_columns")
    reading, plausible = shipped["reading"], shipped["plausible"]
    assert isinstance(reading, dict) and isinstance(plausible, dict)

    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(shipped["version"]))
    figures = [
        name for section in (reading, plausible) for name in section if name != "defaults" and not name.endswith("_source")
    ]
    told = {name for section in (reading, plausible) for name in section if name.endswith("_source")}
    assert [name for name in figures if not any(name.startswith(source.removesuffix("source")[:-1]) for source in told)] == []


@pytest.mark.parametrize("part", ["names", "descriptions"])
def test_phrases_are_folded_and_stand_for_one_role(part: str) -> None:
    """A phrase with an accent or a capital would never be met; one in two roles would hide an error."""
    phrases = Counter(phrase for role in date_columns().roles for phrase in set(getattr(role, part)))

    assert [phrase for phrase in phrases if not PHRASE.fullmatch(phrase)] == []
    assert [phrase for phrase, count in phrases.items() if count > 1] == []


def test_words_of_dates_are_folded() -> None:
    known = date_columns()
    lists = (
        known.says_date,
        known.says_period,
        known.says_no_first,
        known.says_no_last,
        known.weekdays,
        known.quarters,
        known.fiscal,
    )

    assert [
        word for words in (*lists, tuple(known.months), tuple(known.zones)) for word in words if not PHRASE.fullmatch(word)
    ] == []


def test_a_month_is_one_month_in_all_languages() -> None:
    spelt = table("date_columns")["words"]
    assert isinstance(spelt, dict)
    words = Counter(word for month in spelt["months"] for word in month)

    assert [word for word, count in words.items() if count > 1] == []
    assert set(date_columns().months.values()) == set(range(1, 13))


def test_a_type_is_of_one_kind() -> None:
    kinds = table("date_columns")["kinds"]
    assert isinstance(kinds, dict)
    words = Counter(word for kind in ("date", "number", "text") for word in kinds[kind])

    assert [word for word, count in words.items() if count > 1] == []
    assert set(date_columns().month_first) <= {word for word, kind in date_columns().kinds.items() if kind == "date"}
