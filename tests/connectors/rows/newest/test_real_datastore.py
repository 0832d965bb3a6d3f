"""The newest row asked of a real CKAN over PostgreSQL."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from portalaudit.model.probes import KnownColumn
from tests.connectors.rows.newest.asking import Asked, micros, question_of
from tests.realckan import RealCkan, fill_datastore

pytestmark = [pytest.mark.recordings, pytest.mark.realckan, pytest.mark.xdist_group("realckan")]


@pytest.fixture(scope="module")
def tables(real_ckan: RealCkan) -> Mapping[str, str]:
    return fill_datastore(real_ckan)


def asked(ckan: RealCkan, key: str, folder: Path, *known: KnownColumn, cadence: bool = False) -> tuple[Asked, int]:
    """The answer, and how many requests CKAN logged; its SQL is never among them."""
    before = len(ckan.log())
    way = ("datastore", f"/api/3/action/datastore_search?resource_id={key}")
    found = question_of(ckan.url, [way], folder, known, cadence=cadence)
    lines = [line for line in ckan.log()[before:] if "/api/3/action/" in line]
    assert all("/datastore_search render" in line for line in lines), lines
    return found, len(lines)


def test_columns_are_learnt_and_asked_for(real_ckan: RealCkan, tables: Mapping[str, str], tmp_path: Path) -> None:
    found, requests = asked(real_ckan, tables["plain"], tmp_path)
    answer, column = found.answer, found.column("last_updated")
    assert (answer.failure, answer.rows, column.newest) == (None, 9, micros("2026-09-03T09:30:00"))
    assert found.at("last_updated") == "2026-09-03T09:30:00.000"
    assert (column.type, column.title, column.description) == ("timestamp", "Edited", "When the record was last edited.")
    assert [one.name for one in answer.columns] == ["name", "last_updated", "n"]
    assert requests == 3
    assert column.oldest == micros("2026-01-03T01:30:00")
    known = [KnownColumn(one.name, one.kind, one.type, one.title, one.description) for one in answer.columns]
    again, requests = asked(real_ckan, tables["plain"], tmp_path / "again", *known)
    assert requests == 2
    assert again.answer.fingerprint == answer.fingerprint
    assert again.answer.columns == answer.columns


def test_nulls_stand_first_and_are_looked_past(real_ckan: RealCkan, tables: Mapping[str, str], tmp_path: Path) -> None:
    found, requests = asked(real_ckan, tables["nulls"], tmp_path, KnownColumn("closed", "date", "timestamp"), cadence=True)
    assert found.column("closed").newest == micros("2026-10-01")
    assert (found.answer.entries, found.answer.cadence_days, found.answer.rows) == (3, 7.0, 5)
    assert requests == 2


@pytest.mark.parametrize(
    ("name", "newest"),
    [("order", "2026-01-01"), ("it's opened", "2026-02-01"), ("opened, date", "2026-03-01"), ("closed desc", "2026-04-01")],
)
def test_names_are_taken_as_they_are(
    name: str, newest: str, real_ckan: RealCkan, tables: Mapping[str, str], tmp_path: Path
) -> None:
    found, _ = asked(real_ckan, tables["names"], tmp_path, KnownColumn(name, "date", "timestamp"), cadence=True)
    assert (found.answer.failure, found.column(name).newest) == (None, micros(newest)), found.answer
    assert found.at(name) == f"{newest}T00:00:00.000"
    assert found.answer.entries == (2 if name == "order" else 1)


def test_a_date_that_cannot_be_is_set_aside(real_ckan: RealCkan, tables: Mapping[str, str], tmp_path: Path) -> None:
    found, _ = asked(real_ckan, tables["future"], tmp_path, KnownColumn("updated", "date", "date"))
    column = found.column("updated")
    assert (column.newest, column.latest_raw) == (micros("2026-10-30"), "8291-01-01")
    assert column.latest is not None and column.latest > micros("8290-01-01")


def test_text_counts_where_its_order_is_that_of_the_days(real_ckan: RealCkan, tables: Mapping[str, str], tmp_path: Path) -> None:
    known = KnownColumn("Date Reported", "text", "text")
    found, _ = asked(real_ckan, tables["text"], tmp_path, known)
    assert found.column("Date Reported").newest == micros("2026-10-09")
    assert found.column("Date Reported").oldest == micros("2024-01-31")
    other, _ = asked(real_ckan, tables["american"], tmp_path / "other", known)
    assert other.answer.failure == "dates-as-text"


def test_tables_without_dates_or_rows(real_ckan: RealCkan, tables: Mapping[str, str], tmp_path: Path) -> None:
    found, _ = asked(real_ckan, tables["dateless"], tmp_path)
    assert (found.answer.failure, found.answer.rows, len(found.captures)) == ("no-date-column", 1, 1)
    empty, _ = asked(real_ckan, tables["empty"], tmp_path / "empty")
    assert (empty.answer.failure, empty.answer.rows) == (None, 0)


def test_a_column_that_is_gone_and_a_resource_that_is_none(
    real_ckan: RealCkan, tables: Mapping[str, str], tmp_path: Path
) -> None:
    found, _ = asked(real_ckan, tables["plain"], tmp_path, KnownColumn("gone", "date", "timestamp"))
    assert found.column("last_updated").newest == micros("2026-09-03T09:30:00")
    assert len(found.captures) == 4
    missing, _ = asked(real_ckan, "00000000-0000-4000-8000-000000000000", tmp_path / "missing")
    assert missing.answer.failure == "http-404"
