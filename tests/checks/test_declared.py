"""Update frequencies as catalogues declare them."""

import pytest

from portalaudit.checks.freshness.declared import allowed_days, read_frequency


@pytest.mark.parametrize(
    ("stated", "days", "allowed"),
    [
        # Project Open Data's table, with the days that each may be late
        ("R/PT1S", 0, 1), ("R/PT1H", 1 / 24, 1), ("R/P1D", 1, 2), ("R/P0.33W", 2.31, 4), ("R/P3.5D", 3.5, 5), ("R/P1W", 7, 9),
        ("R/P0.33M", 10, 13), ("R/P0.5M", 15, 19), ("R/P2W", 14, 18), ("R/P0.5W", 3.5, 5), ("R/P1M", 31, 39), ("R/P2M", 62, 78),
        ("R/P3M", 92, 115), ("R/P4M", 123, 154), ("R/P6M", 184, 230), ("R/P1Y", 366, 458), ("R/P2Y", 731, 914),
        ("R/P3Y", 1096, 1370),
        ("R/P4Y", 1461, 1827), ("R/P10Y", 3653, 4567), ("R/P1.5M", 46, 58), ("P1M", 31, 39), ("R5/2020-01-01/P1Y", 366, 458),
        # vocabularies
        ("http://publications.europa.eu/resource/authority/frequency/ANNUAL_2", 184, 230), ("UPDATE_CONT", 0, 1),
        ("QUARTERLY", 92, 115),
        ("http://purl.org/cld/freq/threeTimesAMonth", 10, 13), ("http://purl.org/cld/freq/biennial", 731, 914),
        ("MD_MaintenanceFrequencyCode_monthly", 31, 39),
        # what people write
        ("Daily ", 1, 2), ("Data are updated daily.", 1, 2), ("nightly", 1, 2), ("each weekday", 3, 4),
        ("Twice weekly", 3.5, 5),
        ("Semi-annually", 184, 230), ("Every 2 Minutes", 2 / 1440, 1), ("Data are updated multiple times per hour", 0, 1),
        ("Real-time", 0, 1),
        ("every 90 days", 90, 113), ("3 times a year", 123, 154), ("once every five years", 1827, 2284),
        ("every other week", 14, 18),
        ("Updated on a weekly basis", 7, 9), ("Weekly on Mondays", 7, 9), ("Monthly or as needed", 31, 39),
        ("fiscal year", 366, 458),
        ("Quinzenal", 15, 19), ("Diária", 1, 2), ("Mensal, a partir da segunda quinzena do mês", 31, 39),
        ("Trimestralmente", 92, 115),
        ("Anual", 366, 458), ("cada 15 días", 15, 19), ("Hebdomadaire", 7, 9), ("toutes les deux semaines", 14, 18),
        ("en continu", 0, 1),
        ("Diària", 1, 2), ("Giornaliera", 1, 2), ("semestrale", 184, 230), ("vierteljährlich", 92, 115), ("jährlich", 366, 458),
        ("Dagelijks", 1, 2), ("Ieder kwartaal", 92, 115), ("Iedere 5 minuten", 5 / 1440, 1), ("2 jaarlijks", 731, 914),
    ],
)  # fmt: skip
def test_a_period_is_read_in_days(stated: str, days: float, allowed: int) -> None:
    found = read_frequency(stated)

    assert found is not None
    assert found.days is not None
    assert found.days == pytest.approx(days, abs=1e-3)
    assert allowed_days(found.days) == allowed


@pytest.mark.parametrize(
    ("stated", "word"),
    [
        ("irregular", "irregular"), ("Não regular", "irregular"), ("As Needed", "as needed"), ("Sob demanda/necessidade",
        "as needed"),
        ("Historical (no longer updated)", "never"), ("Static - Not Updated", "never"), ("Dades estàtiques", "never"),
        ("Geen updates", "never"),
        ("NOT_PLANNED", "never"), ("asNeeded", "as needed"), ("OTHER", "unknown"), ("None", "unknown"), ("n/a", "unknown"),
    ],
)  # fmt: skip
def test_words_without_a_period_are_read_too(stated: str, word: str) -> None:
    found = read_frequency(stated)

    assert found is not None
    assert (found.days, found.word) == (None, word)


@pytest.mark.parametrize(
    "stated",
    [
        "",
        " ",
        "R/P",
        "P",
        "R/PT",
        "R/P0D",
        "R/P1X",
        "whenever",
        "Eleição",
        "12/7/2020",
        "1",
        "every 0 days",
        "ver no arquivo CSV",
        "\x00",
        "R/P" + "9" * 400 + "D",
    ],
)
def test_what_cannot_be_read_is_not_guessed(stated: str) -> None:
    assert read_frequency(stated) is None


@pytest.mark.parametrize(
    ("stated", "days", "ambiguous"),
    [
        ("biweekly", 14, True), ("Bi-monthly", 62, True), ("R/P2W", 14, False), ("fortnightly", 14, False),
        ("every two months", 62, False),
        ("Daily beginning 7/1/19; twice weekly previously", 1, True), ("wekelijks/maandelijks", 7, True),
        ("Weekly (Mondays)", 7, False),
    ],
)  # fmt: skip
def test_two_readings_take_the_longer_and_say_so(stated: str, days: float, ambiguous: bool) -> None:
    found = read_frequency(stated)

    assert found is not None
    assert (found.days, found.ambiguous) == (days, ambiguous)
