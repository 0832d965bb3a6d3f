"""Names of keys in many languages."""

import pytest

from portalaudit.connectors.keys import ENOUGH, field_of, learnt_frequency_keys, plain, reads_as_frequency


@pytest.mark.parametrize(
    ("key", "field", "rank"),
    [
        ("accrualPeriodicity", "frequency", 0),
        ("update_frequency", "frequency", 0),
        ("Update-Frequency", "frequency", 0),
        ("Posting Frequency", "frequency", 0),
        ("Publication Cycle", "frequency", 0),
        ("How often are data values updated?", "frequency", 0),
        ("Periodicidade de atualização\xa0", "frequency", 0),
        ("Frequência de Atualização:", "frequency", 0),
        ("Freqüència d'actualització", "frequency", 0),
        ("Frequenza di aggiornamento", "frequency", 0),
        ("Częstotliwość aktualizacji", "frequency", 0),
        ("更新频率", "frequency", 0),
        ("frequency", "frequency", 1),
        ("Periodicidad", "frequency", 1),
        ("Häufigkeit", "frequency", 1),
        ("Frequency of the dataset", "frequency", 1),
        ("Frecuencia de los datos", "frequency", 1),
        ("Additional Metadata / Frequency", "frequency", 1),
        ("Time/Date / Update Frequency", "frequency", 0),
        ("Data Change Frequency", "frequency", 2),
        ("contact_email", "contact_email", 0),
        ("Contact Email", "contact_email", 0),
        ("Órgão", "organization", None),
        ("publisher_name", "publisher", 0),
        ("temporal_start", "temporal_start", 0),
    ],
)
def test_a_known_name_is_its_field(key: str, field: str, rank: int | None) -> None:
    found = field_of(key)
    assert found is not None
    assert found[0] == field
    assert rank is None or found[1] == rank


@pytest.mark.parametrize(
    "key",
    [
        "time_period_detail_level",
        "Automation",
        "Last-Updated-Date-via-Automated-Load",
        "harvest_source_title",
        "",
        "Street Sweeping Frequency",
        "Bus frequency",
        "Inspection frequency",
        "Fréquence de mesure",
        "Frecuencia de muestreo",
        "Metadata update frequency",
        "Service / Pickup Frequency",
        "Reinigungsfrequenz",
        "Sampling frequency",
        "Postal rates",
    ],
)
def test_another_name_is_no_field(key: str) -> None:
    assert (field_of(key) or ("", 0))[0] != "frequency"


@pytest.mark.parametrize(
    ("value", "reads"),
    [
        ("Daily ", True), ("As Needed", True), ("Historical (no longer updated)", True), ("Data are updated daily.", True),
        ("Every 2 Minutes", True), ("R/P1Y", True), ("Diària", True), ("Não regular", True), ("Semi-annually", True),
        ("Yes", False), ("Public Works", False), ("", False), ("Manual Post", True), ("bei Bedarf", True),
        ("None", False), ("Other", False), ("Posted daily. " * 20, False),
    ],
)  # fmt: skip
def test_short_values_that_name_a_rhythm(value: str, reads: bool) -> None:
    assert reads_as_frequency(value) is reads


def test_a_key_is_learnt_from_values_that_mostly_read_as_frequencies() -> None:
    values = {
        "Rhythm of loading": ["Daily", "Weekly", "", "Monthly", "Yearly"],
        "Team": ["Daily News", "Roads", "Parks", "Water"],
        "Load mode": ["Daily"] * (ENOUGH - 1),
        "Time Period": ["Annual"] * 9,
        "Inspection frequency": ["Monthly", "Weekly", "Annually"],
        "How often do you load this?": ["Monthly", "Weekly", "Annually"],
        "Is it kept?": ["Archived", "Never", "Closed"],
    }
    assert learnt_frequency_keys(values) == {"Rhythm of loading", "How often do you load this?"}


def test_names_are_compared_without_case_accents_and_punctuation() -> None:
    assert plain("accessLevel") == plain("ACCESS_level ") == "access level"
    assert plain("Ação\u200b/ńĄ") == "acao na"
