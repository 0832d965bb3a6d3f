"""Desks on both databases."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.databases import engine as engine
from tests.databases import fresh
from tests.schedule.desk import Desk

Make = Callable[[str], Desk]


@pytest.fixture
def desk_on(tmp_path: Path) -> Iterator[Make]:
    """`desk_on("sqlite")`, `desk_on("postgresql")`."""
    with ExitStack() as stack:

        def make(kind: str) -> Desk:
            desk = Desk(stack.enter_context(fresh(kind, tmp_path)), tmp_path / "archive")
            stack.callback(desk.engine.dispose)
            return desk

        yield make


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, desk_on: Make) -> Desk:
    return desk_on(request.param)
