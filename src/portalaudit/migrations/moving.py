"""Moving a schema, with Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.engine import Connection

from portalaudit.errors import StoreError, UsageError
from portalaudit.migrations.lock import locked
from portalaudit.store import engine as store


def newest() -> str:
    """The newest revision in `versions/`."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def run(url: str, revision: str, up: bool | None) -> None:
    """Bring a database to a revision; `up` says in which direction only, None for either.

    Raises:
        UsageError: no such revision.
        StoreError: the database cannot be used, or is of a newer version of portalaudit.
    """
    # SQLite changes a table by making it anew, which its foreign keys would take for the loss of every row.
    engine = store.open(url, foreign_keys=False)
    try:
        with store.writing(engine) as connection:
            locked(connection)
            config = _config(connection)
            have = MigrationContext.configure(connection).get_current_revision()
            wanted = _revision(config, revision)
            _known(config, have, store.place(engine))
            if up is False or (up is None and have != wanted and _below(config, wanted, have)):
                command.downgrade(config, wanted or "base")
            elif wanted is not None:
                command.upgrade(config, wanted)
            _sound(connection)
    finally:
        engine.dispose()


def _revision(config: Config, revision: str) -> str | None:
    """The full name of a revision; None for `base`."""
    if revision == "base":
        return None
    try:
        script = ScriptDirectory.from_config(config).get_revision(revision)
    except CommandError as problem:
        raise UsageError(f"no revision {revision!r} of the database's schema") from problem
    return str(script.revision)


def _known(config: Config, have: str | None, place: str) -> None:
    if have is None:
        return
    try:
        ScriptDirectory.from_config(config).get_revision(have)
    except CommandError as problem:
        raise StoreError(f"the database at {place} was made by a newer version of portalaudit (schema {have})") from problem


def _below(config: Config, wanted: str | None, have: str | None) -> bool:
    if have is None:
        return False
    if wanted is None:
        return True
    script = ScriptDirectory.from_config(config)
    return wanted in {step.revision for step in script.iterate_revisions(have, "base")}


def _sound(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise StoreError(f"the migration would break a reference of table {broken[0]}; nothing was changed")
