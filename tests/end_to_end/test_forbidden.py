"""Where an audit must not go, and how fast: forbidden addresses hear nothing, the server's log tells the rest."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from portalaudit.demo.http import Portal, Request, Response, as_json, redirect
from tests.end_to_end.faulty import HASTY, PORTALS, archived, assert_sound, audit_of

SPELLINGS = [
    "http://127.0.0.2:{port}/", "http://127.1:{port}/", "http://2130706433:{port}/", "http://017700000001:{port}/",
    "http://0x7f000001:{port}/", "http://[::1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://0.0.0.0:{port}/",
    "http://user@127.0.0.1:{port}/", "http://10.0.0.1/", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/latest/meta-data/",
    "http://167772161/", "http://012.0.0.01/", "file:///etc/passwd", "gopher://127.0.0.1:{port}/", "javascript:alert(1)",
]  # fmt: skip


@dataclass
class Trap:
    """A socket on every address of this machine that nobody may connect to."""

    listening: socket.socket

    @property
    def port(self) -> int:
        return int(self.listening.getsockname()[1])

    @property
    def caught(self) -> bool:
        try:
            self.listening.accept()[0].close()
        except BlockingIOError:
            return False
        return True


@contextmanager
def trap() -> Iterator[Trap]:
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as listening:
        listening.setblocking(False)
        yield Trap(listening)


@dataclass(frozen=True)
class Leading:
    """A portal some of whose answers are others; it stays itself otherwise."""

    inner: Portal
    where: tuple[str, ...]
    to: Response

    def answer(self, request: Request) -> Response:
        return self.to if request.path in self.where else self.inner.answer(request)


def test_the_trap_works() -> None:
    with trap() as hole:
        for address in ("127.0.0.1", "127.0.0.2", "::1"):
            socket.create_connection((address, hole.port)).close()
            assert hole.caught
        assert not hole.caught


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("where", ["/api/catalog/v1", "/data.json"])
def test_redirects_lead_nowhere_forbidden(tmp_path: Path, spelling: str, where: str) -> None:
    """The whole catalogue redirected: exit 3. The feed beside it: the rest is read, and a gap says what was refused."""
    with trap() as hole:
        ended = audit_of(Leading(PORTALS["socrata"], (where,), redirect(spelling.format(port=hole.port))), tmp_path)
        caught = hole.caught

    assert_sound(ended)
    assert not caught
    assert "address-refused" in ended.reasons
    assert ended.assets == (25 if where == "/data.json" else 0)
    assert all(entry.host == ended.url.removeprefix("http://") for entry in ended.log)


def test_links_in_answers_lead_nowhere_forbidden(tmp_path: Path) -> None:
    """Of the next page that a Hub's search and a paged catalogue name, another host is not followed."""
    with trap() as hole:
        away = f"http://127.0.0.2:{hole.port}/next"
        page = {"numberMatched": 30, "features": [], "links": [{"rel": "next", "href": away}]}
        hub = audit_of(Leading(PORTALS["arcgis"], ("/api/search/v1/collections/all/items",), as_json(page)), tmp_path / "hub")
        entry = {"@type": "dcat:Dataset", "dct:title": "a", "dct:identifier": "a", "dcat:accessURL": away}
        graph = {
            "@graph": [entry, {"@type": "hydra:PagedCollection", "hydra:nextPage": away, "hydra:totalItems": 9}],
        }
        paged = audit_of(Leading(PORTALS["dcat"], ("/data.json",), as_json(graph)), tmp_path / "paged")
        caught = hole.caught

    assert not caught
    assert_sound(hub)
    assert_sound(paged)
    assert hub.assets > 0
    assert paged.assets == 1


def test_a_rate_is_kept(tmp_path: Path) -> None:
    """With `--rate 25` no more than that in any second, and never more than two at once; the ledger tells the same."""
    portal = PORTALS["ckan"].with_options(rows_max=5, robots="User-agent: *\nDisallow:\n")
    ended = audit_of(portal, tmp_path, ["slow-header=0.1"], rate=25.0)

    assert_sound(ended)
    assert ended.assets == 30
    times = sorted(entry.at for entry in ended.log)
    assert times[-1] - times[0] >= 0.95 * (len(times) - 1) / 25
    assert max(sum(start <= at < start + 1 for at in times) for start in times) <= 27  # the server's clock is not ours
    assert max(entry.in_flight for entry in ended.log) <= 2
    assert [0 < host["max_per_second"] <= 26 for host in ended.portal["traffic"]["by_host"]] == [True]
    assert ended.portal["traffic"]["requests"] == len(ended.log)


@pytest.mark.parametrize("fault", ["429-seconds=1@package_search.*rows=1000*1", "429-date=2@package_search.*rows=1000*1"])
def test_a_server_that_asks_for_a_pause_gets_it(tmp_path: Path, fault: str) -> None:
    """Between a 429 with Retry-After and the next request, of any address, lies the time that the server asked for."""
    ended = audit_of(PORTALS["ckan"], tmp_path, [fault], patience=replace(HASTY, max_wait=5.0))
    limited = next(number for number, entry in enumerate(ended.log) if entry.status == 429)

    assert_sound(ended)
    assert ended.assets == 30
    assert ended.log[limited + 1].at - ended.log[limited].at >= 0.95


def test_a_pause_longer_than_we_wait_can_be_resumed(tmp_path: Path) -> None:
    """A portal that asks for a day of patience gets it: exit 4, nothing more is asked, and the way to go on is told."""
    ended = audit_of(PORTALS["ckan"].with_options(rows_max=10), tmp_path, ["429-seconds=86400@package_search.*start=20"])
    limited = next(number for number, entry in enumerate(ended.log) if entry.status == 429)

    assert ended.result.code == 4
    assert "--resume" in (ended.result.line or "")
    assert len(ended.log) <= limited + 2  # one more may have been under way
    assert archived(ended).total() == len(ended.log)
    assert json.loads(ended.place.again(ended.document["audit"])["show"]) == ended.document
