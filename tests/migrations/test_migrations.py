"""The schema goes up and down on both databases, empty and populated, and is what the tables say."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from portalaudit import migrations
from portalaudit.errors import StoreError, UsageError
from portalaudit.migrations.moving import newest
from portalaudit.store import audits, cities
from portalaudit.store import engine as store
from portalaudit.store.tables import METADATA
from tests.store.examples import an_audit, some_city


def tables_of(url: str) -> set[str]:
    engine = store.open(url)
    with store.reading(engine) as connection:
        names = set(sa.inspect(connection).get_table_names())
    engine.dispose()
    return names


def test_an_empty_database_has_no_revision(database: str) -> None:
    assert migrations.current(database) is None


def test_the_newest_revision_is_the_one_that_is_shipped() -> None:
    assert migrations.head() == newest()


def test_up_makes_every_table_and_down_takes_them_away(database: str) -> None:
    migrations.upgrade(database)
    assert migrations.current(database) == migrations.head()
    assert tables_of(database) == {*METADATA.tables, "alembic_version"}
    migrations.downgrade(database, "base")
    assert migrations.current(database) is None
    assert tables_of(database) == {"alembic_version"}
    migrations.move(database)
    assert migrations.current(database) == migrations.head()


def test_up_twice_changes_nothing(database: str) -> None:
    migrations.upgrade(database)
    migrations.upgrade(database)
    assert migrations.current(database) == migrations.head()


def test_the_migrated_schema_is_that_of_the_tables(database: str) -> None:
    migrations.upgrade(database)
    engine = store.open(database)
    with store.reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        made = schema(connection)
    engine.dispose()
    migrations.downgrade(database, "base")
    engine = store.open(database)
    with store.writing(engine) as connection:
        METADATA.create_all(connection)
        assert made == schema(connection)
    engine.dispose()


def schema(connection: sa.Connection) -> object:
    """What autogenerate does not look at: names of keys and constraints, collations, defaults, partial indices."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT type, name, tbl_name FROM sqlite_master WHERE name <> 'alembic_version'")
        found = {tuple(row) for row in rows if "alembic" not in row[2]}
    else:
        indices = "SELECT indexname, tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        held = "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0"
        columns = (
            "SELECT table_name, column_name, data_type || coalesce(collation_name, '') || is_nullable || is_identity"
            " FROM information_schema.columns WHERE table_schema = 'public'"
        )
        rows = [row for query in (indices, held, columns) for row in connection.exec_driver_sql(query)]
        found = {tuple(row) for row in rows if not any("alembic" in str(part) for part in row) and "pg_" not in row[1]}
    inspector = sa.inspect(connection)
    checks = {(name, str(check["name"])) for name in METADATA.tables for check in inspector.get_check_constraints(name)}
    return found, checks


def test_a_populated_database_comes_down_and_goes_up(database: str) -> None:
    migrations.upgrade(database)
    engine = store.open(database)
    cities.save_cities(engine, [some_city()])
    audits.save_audit(engine, an_audit("a1"), b"{}")
    engine.dispose()
    migrations.downgrade(database, "base")
    migrations.upgrade(database)
    engine = store.open(database)
    assert cities.list_cities(engine) == ()
    engine.dispose()


def test_a_database_of_the_first_schema_keeps_its_audits(database: str) -> None:
    migrations.upgrade(database)
    engine = store.open(database)
    audits.save_audit(engine, an_audit("a1"), b"{}")
    engine.dispose()
    migrations.downgrade(database, "0001")
    migrations.upgrade(database)
    engine = store.open(database)
    assert audits.load_document(engine, "a1") == b"{}"
    with store.reading(engine) as connection:
        assert connection.scalar(sa.select(METADATA.tables["audits"].c.target)) == an_audit("a1").target.key
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused(database: str) -> None:
    migrations.upgrade(database)
    engine = store.open(database)
    with store.writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(StoreError, match="newer version of portalaudit"):
        migrations.upgrade(database)


def test_an_unknown_revision_is_a_usage_error(database: str) -> None:
    with pytest.raises(UsageError, match="no revision 'nothing'"):
        migrations.upgrade(database, "nothing")


def test_two_that_upgrade_at_once_wait_for_each_other(database: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(migrations.upgrade, [database, database]))
    assert migrations.current(database) == migrations.head()


def schema_of(url: str) -> dict[str, object]:
    """Everything that reflection tells of a database's tables, in an order of its own."""
    engine = store.open(url)
    with store.reading(engine) as connection:
        look = sa.inspect(connection)
        told = {
            name: (
                sorted((c["name"], str(c["type"]), c["nullable"], str(c["default"])) for c in look.get_columns(name)),
                sorted(look.get_pk_constraint(name)["constrained_columns"]),
                sorted((str(i["name"]), i["column_names"], i["unique"]) for i in look.get_indexes(name)),
                sorted((str(u["name"]), u["column_names"]) for u in look.get_unique_constraints(name)),
                sorted((f["constrained_columns"], f["referred_table"]) for f in look.get_foreign_keys(name)),
                sorted((str(c["name"]), c["sqltext"]) for c in look.get_check_constraints(name)),
            )
            for name in look.get_table_names()
        }
    engine.dispose()
    return told  # type: ignore[return-value]


def test_a_new_database_has_what_the_migrations_make(database: str) -> None:
    migrations.create(database)
    made, revision = schema_of(database), migrations.current(database)
    migrations.downgrade(database, "base")
    migrations.upgrade(database)

    assert revision == migrations.head()
    assert made == schema_of(database)


def test_creating_twice_changes_nothing(database: str) -> None:
    migrations.create(database)
    before = schema_of(database)
    migrations.create(database)

    assert schema_of(database) == before
