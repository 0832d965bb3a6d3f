"""A new database that several processes open at once."""

import multiprocessing
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portalaudit.errors import StoreError
from portalaudit.store import engine as store

FILES, AT_ONCE = 150, 4


def open_all(folder: Path, together: Barrier, told: Any) -> None:
    """Open file after file at the same moment as the others; tells how often it could not be used."""
    failed = 0
    for number in range(FILES):
        engine = store.open(f"sqlite:///{folder / str(number)}.db")
        together.wait(60)
        try:
            with store.reading(engine) as connection:
                failed += connection.execute(sa.text("PRAGMA journal_mode")).scalar() != "wal"
        except StoreError:
            failed += 1
        engine.dispose()
    told.put(failed)


def test_all_that_open_a_new_file_at_once_can_use_it(tmp_path: Path) -> None:
    """SQLite fails one of two connections that turn a file to write-ahead logging at the same moment, and does not wait."""
    context = multiprocessing.get_context("fork")
    together, told = context.Barrier(AT_ONCE), context.Queue()
    processes = [context.Process(target=open_all, args=(tmp_path, together, told)) for _ in range(AT_ONCE)]
    for process in processes:
        process.start()
    failed = [told.get(timeout=120) for _ in processes]
    for process in processes:
        process.join(30)

    assert failed == [0] * AT_ONCE
