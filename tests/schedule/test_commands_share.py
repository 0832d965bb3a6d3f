"""Whatever command asks a host keeps to the budget that all processes share, not audits alone."""

import asyncio
import time
from urllib.parse import urlsplit

import pytest

from portalaudit.demo.generate import generate
from portalaudit.demo.server import serve
from portalaudit.fetch.lanes import Lanes, Rest
from portalaudit.store.budgets import StoredBudgets
from tests.schedule.conftest import Make


@pytest.mark.parametrize("command", ["audit --plan", "policy", "inventory"])
def test_a_pause_holds_for_it(desk_on: Make, command: str) -> None:
    """A server that asked another process for an hour's pause is not asked."""
    desk = desk_on("sqlite")
    with serve(generate("ckan", 5, 1)) as server:
        StoredBudgets(desk.engine).hold(urlsplit(server.url).netloc, 3600.0)
        name, *options = command.split()
        desk.say(name, f"{server.url}/some.csv" if name != "audit" else server.url, *options, "--allow-private")
        assert [entry.target for entry in server.log] == []


def test_a_host_that_turns_out_to_be_shared() -> None:
    """Its next request waits for its turn after the one that gave it away, as if the lane had always been one."""

    async def run() -> float:
        lanes, rest = Lanes(5.0, 2), Rest()
        async with lanes.place("data.city.gov", 0.0, 60.0, rest):
            begun = time.monotonic()
            lanes.learn("data.city.gov", frozenset({"x-socrata-region"}))
        async with lanes.place("data.city.gov", 0.0, 60.0, rest):
            return time.monotonic() - begun

    assert asyncio.run(run()) >= 0.19
