"""`python -m bench.cities N DATASETS`: N stand-in cities on loopback, each a portal on a port of its own, in one process.

Prints the addresses as one line of JSON. SIGUSR1 lets a day pass: one dataset in fifty of each city is changed, and the new
portals stand at the old addresses. The other datasets keep their bytes. What they were asked is printed at the end.
"""

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta

from portalaudit.demo.arcgis import HubOptions, HubPortal
from portalaudit.demo.catalogues import ckan, dcat, rows, socrata
from portalaudit.demo.catalogues.entries import REFERENCE, Traits
from portalaudit.demo.catalogues.socrata_rows import rows_of
from portalaudit.demo.ckan import CkanOptions, CkanPortal
from portalaudit.demo.ckan_catalogue import Catalogue, read
from portalaudit.demo.dcat import DcatPortal
from portalaudit.demo.http import Portal
from portalaudit.demo.server import Options, Server
from portalaudit.demo.socrata import SocrataOptions, SocrataPortal
from portalaudit.demo.socrata_rows import Rows
from portalaudit.demo.stored import Tables

Records = Iterable[dict[str, object]]
CHANGED = 50
"""One in so many changes from one day to the next."""
READY = "ready"


def _days(make: Callable[..., Iterator[dict[str, object]]], n: int, seed: int, traits: Traits, day: int) -> Records:
    """The records of a day: those of the first one, but for the ones that each day since has changed."""
    versions = [make(n, seed, traits, REFERENCE + timedelta(days=passed)) for passed in range(day + 1)]
    for place, each in enumerate(zip(*versions, strict=True)):
        yield each[max((passed for passed in range(day + 1) if passed and place % CHANGED == passed), default=0)]


def _ckan(n: int, seed: int, traits: Traits, day: int) -> Portal:
    catalogue = Catalogue(read(_days(ckan.packages, n, seed, traits, day)))
    return CkanPortal(catalogue, CkanOptions(title=traits.city), Tables(make=rows.of_ckan(catalogue)))


def _socrata(n: int, seed: int, traits: Traits, day: int) -> Portal:
    views = _days(socrata.views, n, seed, traits, day)
    return SocrataPortal(views, SocrataOptions(title=traits.city), Rows(make=lambda view: rows_of(view, seed)))


def _arcgis(n: int, seed: int, traits: Traits, day: int) -> Portal:
    found = list(_days(dcat.hub_entries, n, seed, traits, day))
    return HubPortal(dcat.feed(found), found, options=HubOptions(title=traits.city), tables=Tables(make=rows.of_hub(found)))


def _dcat(n: int, seed: int, traits: Traits, day: int) -> Portal:
    return DcatPortal(dcat.feed(_days(dcat.plain_entries, n, seed, traits, day)), title=traits.city)


KINDS: tuple[Callable[[int, int, Traits, int], Portal], ...] = (_ckan, _socrata, _arcgis, _dcat)


def city(number: int, datasets: int, day: int) -> Portal:
    """The portal of one city on a day."""
    traits = Traits(city=f"City {number}", domain=f"data{number}.example")
    return KINDS[number % len(KINDS)](datasets, number, traits, day)


async def _serve(cities: int, datasets: int) -> Mapping[str, int]:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    servers = [Server(city(number, datasets, 0), Options(validators=True)) for number in range(cities)]
    day = 0

    def next_day() -> None:
        nonlocal day
        day += 1
        for number, server in enumerate(servers):
            server.portals[""] = city(number, datasets, day)
        print(READY, flush=True)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGUSR1, next_day)
    listening = [await server.start() for server in servers]
    print(json.dumps([server.url for server in servers]), flush=True)
    await stop.wait()
    for each in listening:
        each.close()
    return {server.url: len(server.log) for server in servers}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2])))), flush=True)
