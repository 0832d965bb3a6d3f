"""Opening databases, and what the user reads where one cannot be used."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portalaudit import migrations
from portalaudit.errors import PortalauditError, StoreError, UsageError
from portalaudit.store import audits, cities
from portalaudit.store import engine as store
from tests.store.examples import some_city


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "cannot be read"),
        ("mysql://root@localhost/x", "no databases of the kind 'mysql'"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_a_url_that_is_no_database_of_ours_is_a_usage_error(url: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        store.open(url)


def test_a_database_without_tables_says_what_to_run(database: str) -> None:
    with pytest.raises(StoreError, match=r"has no tables yet: run `portalaudit db upgrade`$"):
        audits.list_audits(store.open(database))


def test_a_database_that_lacks_a_column_says_what_to_run(engine: Engine) -> None:
    with store.writing(engine) as connection:
        connection.exec_driver_sql("ALTER TABLE portals DROP COLUMN title")
    with pytest.raises(StoreError, match="is older than this software"), store.reading(engine) as connection:
        connection.execute(sa.text("SELECT title FROM portals"))


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(b"no database " * 1000)
    with pytest.raises(StoreError, match=r"is not a SQLite file$"):
        cities.list_cities(store.open(f"sqlite:///{path}"))


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        store.open(f"sqlite:///{tmp_path}/file/below/a.db")


def test_a_server_that_does_not_answer_is_one_line_without_the_password() -> None:
    with pytest.raises(StoreError, match="cannot be reached") as raised:
        cities.list_cities(store.open("postgresql://user:secret@127.0.0.1:1/x"))
    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_foreign_keys_hold(engine: Engine) -> None:
    with pytest.raises(StoreError, match="refused"), store.writing(engine) as connection:
        connection.execute(sa.text("INSERT INTO audit_documents (audit, body) VALUES (77, 'x')"))


def test_sqlite_is_in_wal_mode(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/folder/a.db"
    migrations.upgrade(url)
    with store.reading(store.open(url)) as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_texts_sort_by_their_bytes(engine: Engine) -> None:
    keys = ["a-b", "aB", "ab", "Zürich", "Z", "z", "ä", "𝒜", "_", "1"]
    cities.save_cities(engine, [some_city(key) for key in keys])
    assert [city.key for city in cities.list_cities(engine)] == sorted(keys)


def test_what_raises_half_way_is_undone(engine: Engine) -> None:
    with pytest.raises(PortalauditError, match="stop"), store.writing(engine) as connection:
        connection.execute(sa.text("INSERT INTO segments (name) VALUES ('a')"))
        raise PortalauditError("stop")
    with store.reading(engine) as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM segments")).scalar_one() == 0


def test_the_package_loads_without_sqlalchemy() -> None:
    code = "import portalaudit, portalaudit.store, sys; print('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
