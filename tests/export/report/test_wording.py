"""Numbers and dates as a reader expects them; no rounding into a falsehood."""

import pkgutil
import re
import string
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module

import pytest

from portalaudit import checks
from portalaudit.data.writing import LANGUAGES
from portalaudit.export.report.wording import wording
from portalaudit.model.check import Check

EN = wording("en")


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"),
        (1, "100 %"),
        (0.914, "91 %"),
        (0.999, "99 %"),
        (0.9999, "99 %"),
        (0.004, "< 1 %"),
        (0.00001, "< 1 %"),
        (0.5, "50 %"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(share: float, text: str) -> None:
    assert EN.percent(share).replace("\u00a0", " ") == text


@pytest.mark.parametrize(("value", "text"), [(72, "72"), (72.0, "72"), (67.4, "67.4"), (99.96, "100"), (0.25, "0.2")])
def test_a_score_has_one_decimal_at_most(value: float, text: str) -> None:
    assert EN.decimal(value) == text


@pytest.mark.parametrize(
    ("length", "text"), [(0, "0 B"), (999, "999 B"), (31_415_926, "31.4 MB"), (4_000_000_000_000_000, "4,000 TB")]
)
def test_bytes_are_told_in_decimal_units(length: int, text: str) -> None:
    assert EN.size(length).replace("\u00a0", " ") == text


def test_dates_are_written_out() -> None:
    assert EN.moment(datetime(2026, 11, 1, 2, 0, tzinfo=UTC)) == "1 November 2026, 02:00 UTC"


def test_texts_escape_what_is_put_into_them() -> None:
    assert str(EN.say("summary.replayed", causes="<b>")).endswith("&lt;b&gt;.")


def test_a_code_without_a_word_is_shown_as_it_is() -> None:
    assert EN.label("gap", "never-told") == "Never told"


def test_every_shipped_check_has_a_short_name() -> None:
    modules = [import_module(found.name) for found in pkgutil.walk_packages(checks.__path__, "portalaudit.checks.")]
    ids = {value.id for module in modules for value in vars(module).values() if isinstance(value, Check)}
    assert len(ids) >= 20 and sorted(name for name in ids if not EN.has("check", name)) == []


TABLES = {lang: wording(lang).words for lang in LANGUAGES}


def _flat(words: Mapping[str, object], above: str = "") -> dict[str, str]:
    made: dict[str, str] = {}
    for key, value in words.items():
        made |= _flat(value, f"{above}{key}.") if isinstance(value, Mapping) else {f"{above}{key}": str(value)}
    return made


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_every_language_has_the_same_words_with_the_same_names_to_fill_in(lang: str) -> None:
    here, there = _flat(TABLES["en"]), _flat(TABLES[lang])

    assert list(here) == list(there)
    for key, text in here.items():
        names = [sorted({name for _, name, _, _ in string.Formatter().parse(one) if name}) for one in (text, there[key])]
        assert names[0] == names[1], key
        assert there[key].strip() and (text[:1] == " ") == (there[key][:1] == " "), key


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_no_text_was_left_in_english(lang: str) -> None:
    alike = {
        key for key, text in _flat(TABLES["en"]).items() if _flat(TABLES[lang])[key] == text and re.search(r"[a-z]{3}", text)
    }
    names = {"platform.socrata", "platform.ckan", "platform.arcgis", "platform.dkan", "platform.opendatasoft", "platform.udata",
             "platform.junar", "platform.jkan", "made.bytes", "made.portal", "group.link", "inventory.form_encoding",
             "pictures.of", "summary.mend_one", "policy.provisions_of", "policy.part_count", "checks.others_of"}  # fmt: skip
    assert alike <= names


def test_numbers_shares_and_dates_follow_the_language() -> None:
    es, pt = wording("es"), wording("pt")
    assert [es.number(352), es.number(1_234_567), pt.number(1_234_567)] == ["352", "1\u00a0234\u00a0567", "1.234.567"]
    assert [es.percent(0.914), pt.percent(0.914), pt.percent(0.004), es.percent(0.999)] == [
        "91\u00a0%",
        "91%",
        "<\u00a01%",
        "99\u00a0%",
    ]
    assert [es.decimal(67.4), pt.decimal(67.4), pt.size(31_415_926)] == ["67.4", "67,4", "31,4\u00a0MB"]
    when = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
    assert [es.moment(when), pt.moment(when)] == ["1 de noviembre de 2026, 02:00 UTC", "1º de novembro de 2026, 02:00 UTC"]
    assert str(pt.every(31)) == "todo mês" and str(es.every(10.5)) == "cada 10.5 días" and str(pt.age(400)) == "13 meses"
