"""Update frequencies as catalogues declare them: every value of the vocabularies, and what portals write."""

import numpy as np
import pytest

from portalaudit.checks.freshness.declared import allowed_days
from portalaudit.data.declared import numbered, read_frequency
from portalaudit.data.tables import rows

PROJECT_OPEN_DATA = [
    # interval, days, allowed by the default table: Project Open Data's own list, with both values of its ambiguous words
    ("R/PT1S", 0, 1), ("R/PT1H", 1 / 24, 1), ("R/P1D", 1, 2), ("R/P0.33W", 2.31, 4), ("R/P3.5D", 3.5, 5), ("R/P1W", 7, 9),
    ("R/P0.33M", 10, 13), ("R/P0.5M", 15, 19), ("R/P2W", 14, 18), ("R/P0.5W", 3.5, 5), ("R/P1M", 31, 39), ("R/P2M", 62, 78),
    ("R/P3M", 92, 115), ("R/P4M", 123, 154), ("R/P6M", 184, 230), ("R/P1Y", 366, 458), ("R/P2Y", 731, 914),
    ("R/P3Y", 1096, 1370), ("R/P4Y", 1461, 1827), ("R/P10Y", 3653, 4567),
    # other intervals that are legal
    ("R/P1.5M", 46, 58), ("R/P1,5Y", 549, 687), ("P1M", 31, 39), ("r/p1m", 31, 39), ("R5/2020-01-01/P1Y", 366, 458),
    ("R12/P1M", 31, 39), ("R/P1W2D", 9, 12), ("R/P1DT12H", 1.5, 3), ("R/P0Y0M1W", 7, 9), ("R/PT12H", 0.5, 1), ("R/P90D", 90, 113),
]  # fmt: skip
WRITTEN = [
    # the words of Project Open Data's list
    ("Continuously updated", 0), ("Hourly", 1 / 24), ("Daily", 1), ("Three times a week", 2.31), ("Semiweekly", 3.5),
    ("Weekly", 7),
    ("Three times a month", 10), ("Semimonthly", 15), ("Biweekly", 14), ("Monthly", 31), ("Bimonthly", 62), ("Quarterly", 92),
    ("Three times a year", 123), ("Semiannual", 184), ("Annual", 366), ("Biennial", 731), ("Triennial", 1096),
    ("Quadrennial", 1461), ("Decennial", 3653),
    # vocabularies by address and code
    ("http://publications.europa.eu/resource/authority/frequency/ANNUAL_2", 184), ("UPDATE_CONT", 0), ("QUARTERLY", 92),
    ("http://publications.europa.eu/resource/authority/frequency/MONTHLY/", 31), ("freq:weekly", 7),
    ("http://purl.org/cld/freq/threeTimesAMonth", 10), ("http://purl.org/cld/freq/biennial", 731),
    ("MD_MaintenanceFrequencyCode_monthly", 31),
    # values of Socrata domains
    ("Data are updated daily.", 1), ("Data are updated multiple times per hour", 0), ("Annually", 366), ("Twice weekly", 3.5),
    ("Daily beginning 7/1/19; twice weekly previously", 1), ("Semi-annually", 184), ("Every 2 Minutes", 2 / 1440),
    ("Diària", 1), ("Giornaliera", 1),
    # English
    ("Daily ", 1), ("nightly", 1), ("each weekday", 3), ("Mon-Fri", 3), ("M-F", 3), ("Real-time", 0), ("every 90 days", 90),
    ("every third day", 3), ("3 times a year", 123), ("4 times per year", 92), ("2x per month", 15), ("3x/week", 2.31),
    ("1/month", 31), ("twice quarterly", 46), ("once every five years", 1827), ("every decade", 3653), ("every other week", 14),
    ("Updated on a weekly basis", 7), ("Weekly on Mondays", 7), ("Monthly or as needed", 31), ("fiscal year", 366),
    ("Every semester", 184), ("Biannual", 184), ("Update Frequency: Daily", 1), ("3-monthly", 92),
    # Spanish, Portuguese, Catalan
    ("Diario", 1), ("Quincenal", 15), ("cada 15 días", 15), ("una vez al mes", 31), ("dos veces al año", 184),
    ("Cuatrimestral", 123), ("Tiempo real", 0), ("Cada dos años", 731), ("de lunes a viernes", 3),
    ("Quinzenal", 15), ("Diária", 1), ("Mensal, a partir da segunda quinzena do mês", 31), ("Trimestralmente", 92),
    ("Anual", 366),
    ("a cada 5 anos", 1827), ("Bianual", 184), ("duas vezes por semana", 3.5), ("Horária", 1 / 24), ("Em tempo real", 0),
    ("Setmanal", 7), ("Cada 15 minuts", 15 / 1440), ("dues vegades l'any", 184), ("cada dos anys", 731), ("Temps real", 0),
    # French, Italian, German, Dutch
    ("Hebdomadaire", 7), ("toutes les deux semaines", 14), ("en continu", 0), ("Bisannuelle", 731), ("une fois par semaine", 7),
    ("2 fois par an", 184), ("tous les 3 mois", 92), ("Bimensuelle", 15),
    ("semestrale", 184), ("Tempo reale", 0), ("In continuo aggiornamento", 0), ("due volte all'anno", 184),
    ("Bisettimanale", 3.5), ("ogni due settimane", 14), ("Quindicinale", 15),
    ("vierteljährlich", 92), ("jährlich", 366), ("jaehrlich", 366), ("14-tägig", 14), ("2x jährlich", 184), ("werktäglich", 3),
    ("alle 5 Jahre", 1827), ("minütlich", 0),
    ("Dagelijks", 1), ("Ieder kwartaal", 92), ("Iedere 5 minuten", 5 / 1440), ("2 jaarlijks", 731),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "days", "allowed"), PROJECT_OPEN_DATA)
def test_a_repeating_interval_is_read_in_days(stated: str, days: float, allowed: int) -> None:
    found = read_frequency(stated)

    assert found is not None
    assert found.days == pytest.approx(days, abs=1e-3)
    assert allowed_days(np.array([found.days])).tolist() == [allowed]


@pytest.mark.parametrize(("stated", "days"), WRITTEN)
def test_a_written_period_is_read_in_days(stated: str, days: float) -> None:
    found = read_frequency(stated)

    assert found is not None
    assert found.days == pytest.approx(days, abs=1e-4)


EUROPEAN = {
    "UPDATE_CONT": 0, "CONT": 0, "1MIN": 0, "5MIN": 0, "10MIN": 0, "15MIN": 0, "30MIN": 0, "HOURLY": 1 / 24, "BIHOURLY": 1 / 12,
    "TRIHOURLY": 1 / 8, "12HRS": 1 / 2, "DAILY_3": 1 / 3, "DAILY_2": 1 / 2, "DAILY": 1, "WEEKLY_5": 3, "WEEKLY_3": 2.31,
    "WEEKLY_2": 3.5, "WEEKLY": 7, "BIWEEKLY": 14, "MONTHLY_3": 10, "MONTHLY_2": 15, "MONTHLY": 31, "BIMONTHLY": 62,
    "QUARTERLY": 92,
    "ANNUAL_3": 123, "ANNUAL_2": 184, "ANNUAL": 366, "BIENNIAL": 731, "TRIENNIAL": 1096, "QUADRENNIAL": 1461,
    "QUINQUENNIAL": 1827, "DECENNIAL": 3653, "BIDECENNIAL": 7305, "TRIDECENNIAL": 10958,
}  # fmt: skip
DUBLIN_CORE = {
    "continuous": 0, "hourly": 1 / 24, "daily": 1, "threeTimesAWeek": 2.31, "semiweekly": 3.5, "weekly": 7, "biweekly": 14,
    "threeTimesAMonth": 10, "semimonthly": 15, "monthly": 31, "bimonthly": 62, "quarterly": 92, "threeTimesAYear": 123,
    "semiannual": 184, "annual": 366, "biennial": 731, "triennial": 1096, "irregular": None,
}  # fmt: skip
WITHOUT = {"AS_NEEDED": "as needed", "IRREG": "irregular", "NEVER": "never", "NOT_PLANNED": "never", "OTHER": "unknown"}


@pytest.mark.parametrize("start", ["http://publications.europa.eu/resource/authority/frequency/", "", "freq:"])
def test_every_code_of_the_european_table(start: str) -> None:
    read = {code: read_frequency(start + code) for code in (*EUROPEAN, *WITHOUT)}

    assert {code: found.days for code, found in read.items() if found} == pytest.approx(
        {**EUROPEAN, **dict.fromkeys(WITHOUT)}, abs=1e-6
    )
    assert {code: found.word for code, found in read.items() if found and code in WITHOUT} == WITHOUT


@pytest.mark.parametrize("start", ["http://purl.org/cld/freq/", "https://purl.org/cld/freq/", ""])
def test_every_term_of_dublin_core(start: str) -> None:
    read = {term: read_frequency(start + term) for term in DUBLIN_CORE}

    assert {term: found.days for term, found in read.items() if found} == pytest.approx(DUBLIN_CORE, abs=1e-6)


@pytest.mark.parametrize(
    ("stated", "word"),
    [
        ("irregular", "irregular"), ("Não regular", "irregular"), ("Sem periodicidade definida", "irregular"), ("As Needed",
        "as needed"),
        ("Sob demanda/necessidade", "as needed"), ("Data are updated as needed", "as needed"), ("Ad Hoc", "as needed"),
        ("Manual Post", "as needed"), ("Cuando hay cambios", "as needed"), ("lorsque nécessaire", "as needed"), ("bei Änderung",
        "as needed"), ("asNeeded", "as needed"), ("Historical (no longer updated)", "never"), ("Static - Not Updated", "never"),
        ("Not updated (historical data)", "never"), ("static/historic", "never"), ("Dades estàtiques", "never"),
        ("No s'actualitza",
        "never"), ("Dati storici", "never"), ("wird nicht mehr aktualisiert", "never"), ("Geen updates", "never"),
        ("NOT_PLANNED", "never"), ("OTHER", "unknown"), ("None", "unknown"), ("n/a", "unknown"), ("Não há", "unknown"),
        ("Aucune", "unknown"),
    ],
)  # fmt: skip
def test_words_without_a_period_are_read_too(stated: str, word: str) -> None:
    found = read_frequency(stated)

    assert found is not None
    assert (found.days, found.word) == (None, word)


@pytest.mark.parametrize(
    "stated",
    [
        "", " ", "R/P", "P", "R/PT", "R/P0D", "R/P1X", "whenever", "Eleição", "12/7/2020", "1", "30", "24/7", "every 0 days",
        "0 times a week", "mehrmals jährlich", "Más de tres años", "Ongoing", "Seasonal", "ver no arquivo CSV", "\x00",
        "R/P" + "9" * 400 + "D", "every " * 60, "2x/" * 90,
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_not_guessed(stated: str) -> None:
    assert read_frequency(stated) is None


@pytest.mark.parametrize(
    ("stated", "days", "ambiguous"),
    [
        ("biweekly", 14, True), ("Bi-monthly", 62, True), ("BIWEEKLY", 14, True),
        ("http://purl.org/cld/freq/bimonthly", 62, True),
        ("Bisemanal", 14, True), ("R/P2W", 14, False), ("R/P0.5W", 3.5, False), ("fortnightly", 14, False),
        ("every two months", 62, False),
        ("Daily beginning 7/1/19; twice weekly previously", 1, True), ("wekelijks/maandelijks", 7, True),
        ("Annual/Monthly", 366, True), ("Weekly (Mondays)", 7, False), ("Annually (fiscal year)", 366, False),
    ],
)  # fmt: skip
def test_two_readings_take_the_longer_and_say_so(stated: str, days: float, ambiguous: bool) -> None:
    """The longer of two readings of one word; of several clauses the first, with the same mark."""
    found = read_frequency(stated)

    assert found is not None
    assert (found.days, found.ambiguous) == (days, ambiguous)


@pytest.mark.parametrize(
    "stated",
    ["Weekly - discontinued", "Weekly - archived", "Monthly; no longer updated", "Annual (discontinued)",
     "Daily (historical, no longer updated)", "Mensual (ya no se actualiza)"],
)  # fmt: skip
def test_what_is_over_promises_nothing(stated: str) -> None:
    """Whatever was promised before; marked, for two things are said."""
    found = read_frequency(stated)

    assert found is not None
    assert (found.days, found.word, found.ambiguous) == (None, "never", True)


@pytest.mark.parametrize(
    "stated",
    ["Data was updated daily until March 2020", "Weekly until 2019", "2 weeks after month end",
     "30 days after the end of each quarter", "Two weeks after each quarter", "Tuesday of the third week of each month",
     "Week of June 1", "4 annually", "2020 annually", "every 2019 years"],
)  # fmt: skip
def test_what_only_sounds_like_a_frequency_is_not_read(stated: str) -> None:
    """The past, a delay, a place in the calendar, a year."""
    assert read_frequency(stated) is None


@pytest.mark.parametrize(
    ("stated", "days"),
    [("Monthly after the 15th", 31), ("Every 10 years after the census", 3653), ("Twice a year after review", 184),
     ("3 times annually", 123), ("every 2 weeks from January", 14)],
)  # fmt: skip
def test_words_behind_a_frequency_leave_it_one(stated: str, days: float) -> None:
    found = read_frequency(stated)

    assert found is not None and found.days == days


@pytest.mark.parametrize(
    ("key", "stated", "days", "word"),
    [
        ("data_update_frequency", "30", 30, "every 30 days"), ("data_update_frequency", "1", 1, "daily"),
        ("data_update_frequency", "365", 365, "every 365 days"), ("data_update_frequency", " 7 ", 7, "weekly"),
        ("data_update_frequency", "0", 0, "continuous"), ("data_update_frequency", "-1", None, "never"),
        ("data_update_frequency", "-2", None, "as needed"), ("Data update frequency", "14", 14, "fortnightly"),
        ("data_update_frequency", "Every month", 31, "monthly"),
        ("dataIdInfo/resMaint/maintFreq/MaintFreqCd", "005", 31, "monthly"), ("dataIdInfo/resMaint/maintFreq/MaintFreqCd",
        "009", None, "as needed"), ("dataIdInfo/resMaint/usrDefFreq/duration", "P1M", 31, "monthly"),
    ],
)  # fmt: skip
def test_numbers_speak_under_their_keys(key: str, stated: str, days: float | None, word: str) -> None:
    found = read_frequency(stated, key)

    assert found is not None
    assert (found.days, found.word) == (days, word)


@pytest.mark.parametrize(
    ("key", "stated"),
    [
        ("update_frequency", "30"), (None, "30"), ("", "-1"), ("frequency", "005"), ("data_update_frequency", "-3"),
        ("data_update_frequency", "123456"), ("data_update_frequency", "1.5"), ("dataIdInfo/resMaint/maintFreq/MaintFreqCd",
        "999"), ("dataIdInfo/resMaint/maintFreq/MaintFreqCd", "30"),
    ],
)  # fmt: skip
def test_numbers_say_nothing_elsewhere(key: str | None, stated: str) -> None:
    assert read_frequency(stated, key) is None


def test_every_number_of_the_table_stands_for_a_word_that_is_known() -> None:
    for row in rows("frequencies", "numbered"):
        for key in row["keys"]:  # type: ignore[attr-defined]
            meant = numbered(key)
            assert meant is not None
            assert all(read_frequency(number, key) == read_frequency(word) for number, word in meant.words.items())
