"""Numbers and dates as a reader expects them; no rounding into a falsehood."""

import pkgutil
from datetime import UTC, datetime
from importlib import import_module

import pytest

from portalaudit import checks
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
    ("length", "text"), [(0, "0 B"), (999, "999 B"), (31_415_926, "31.4 MB"), (4_000_000_000_000_000, "4000 TB")]
)
def test_bytes_are_told_in_decimal_units(length: int, text: str) -> None:
    assert EN.size(length).replace("\u00a0", " ") == text


def test_dates_are_written_out() -> None:
    assert EN.moment(datetime(2026, 11, 1, 2, 0, tzinfo=UTC)) == "1 November 2026, 02:00 UTC"


def test_texts_escape_what_is_put_into_them() -> None:
    assert str(EN.say("summary.replayed", causes="<b>")).endswith("&lt;b&gt;.")


def test_a_code_without_a_word_is_shown_as_it_is() -> None:
    assert EN.label("gap", "http-418") == "Http 418"


def test_every_shipped_check_has_a_short_name() -> None:
    modules = [import_module(found.name) for found in pkgutil.walk_packages(checks.__path__, "portalaudit.checks.")]
    ids = {value.id for module in modules for value in vars(module).values() if isinstance(value, Check)}
    assert len(ids) >= 20 and sorted(name for name in ids if not EN.has("check", name)) == []
