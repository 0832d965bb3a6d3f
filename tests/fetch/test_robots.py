"""The robots policy: obeyed, except that a portal's documented API counts as invited."""

import asyncio

import pytest

from tests.fetch.conftest import Begin
from tests.fetch.site import Script, answer, redirect, reset_after, serving

CKAN = b"User-agent: *\nDisallow: /dataset/rate/\nDisallow: /dataset/*/history\nDisallow: /api/\nCrawl-Delay: 10\n"
HOSTILE = b"User-agent: *\nRequest-rate: /\nVisit-time: x\nDisallow: " + b"*a" * 5000 + b"\nDisallow: /page\n"
GOOD = answer(200, b"good")


def test_robots_bars_pages_but_not_what_we_are_invited_to(begin: Begin) -> None:
    async def run() -> None:
        routes: dict[str, Script | list[Script]] = {"/robots.txt": answer(200, CKAN), "/api/3": GOOD, "/about": GOOD}
        async with serving(routes) as site, begin(robots=True) as bench:
            assert (await bench.fetch.get(f"{site.url}/api/3", invited=True)).ok
            assert site.asked("/robots.txt") == [], "an invited address needs no robots.txt"
            barred = await bench.fetch.get(f"{site.url}/api/3")
            assert barred.capture.error == "robots" and barred.body == b""
            assert (await bench.fetch.get(f"{site.url}/about")).ok
            assert len(site.asked("/robots.txt")) == 1 and len(site.asked("/api/3")) == 1
            assert [capture.url.rpartition("/")[2] for capture in bench.archived()] == ["3", "robots.txt", "3", "about"]

    asyncio.run(run())


def test_a_switch_obeys_robots_for_the_api_too(begin: Begin) -> None:
    async def run() -> None:
        stock = serving({"/robots.txt": answer(200, CKAN), "/api/3": GOOD})
        async with stock as site, begin(robots=True, invited_exempt=False) as bench:
            assert (await bench.fetch.get(f"{site.url}/api/3", invited=True)).capture.error == "robots"

    asyncio.run(run())


POLICIES: list[tuple[str, Script, bool]] = [
    ("missing", answer(404), True),
    ("forbidden", answer(403), True),
    ("throttled", answer(429), False),
    ("broken", answer(500), False),
    ("down", answer(503), False),
    ("unreachable", reset_after(b""), False),
    ("empty", answer(200, b""), True),
    ("for others", answer(200, b"User-agent: GPTBot\nDisallow: /\n"), True),
    ("for us", answer(200, b"User-agent: PortalAudit\nDisallow: /\n\nUser-agent: *\nAllow: /\n"), False),
    ("with a mark", answer(200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n"), False),
    ("html", answer(200, b"<html><body>Welcome</body></html>"), True),
    ("binary", answer(200, bytes(range(256)) * 100), True),
    ("elsewhere", redirect("/robots2.txt"), False),
    ("a loop", redirect("/robots.txt"), True),
    ("hostile", answer(200, HOSTILE), False),
    ("beyond half a megabyte", answer(200, b"User-agent: *\n" + b"#" * 520_000 + b"\nDisallow: /\n"), True),
]  # fmt: skip


@pytest.mark.parametrize(("name", "script", "allowed"), POLICIES, ids=[row[0] for row in POLICIES])
def test_what_robots_txt_may_be(begin: Begin, name: str, script: Script, allowed: bool) -> None:
    async def run() -> None:
        elsewhere = answer(200, b"User-agent: *\nDisallow: /page")
        policy = serving({"/robots.txt": script, "/robots2.txt": elsewhere, "/page": GOOD})
        async with policy as site, begin(robots=True, attempts=2) as bench:
            exchange = await bench.fetch.get(f"{site.url}/page")
            assert exchange.capture.error == (None if allowed else "robots")

    asyncio.run(run())


def test_a_crawl_delay_spaces_what_is_not_invited(begin: Begin) -> None:
    async def run() -> None:
        robots = answer(200, b"User-agent: *\nCrawl-delay: 0.5\n")
        async with serving({"/robots.txt": robots, "/a": GOOD}) as site, begin(robots=True, rate=1000) as bench:
            await bench.fetch.get(f"{site.url}/a")
            await bench.fetch.get(f"{site.url}/a")
            await bench.fetch.get(f"{site.url}/a", invited=True)
            first, second, third = (request.at for request in site.asked("/a"))
            assert second - first >= 0.45 and third - second < 0.4

    asyncio.run(run())


def test_one_robots_txt_for_many_at_once(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/robots.txt": answer(200, CKAN), "/a": GOOD}) as site, begin(robots=True) as bench:
            await asyncio.gather(*(bench.fetch.get(f"{site.url}/a") for _ in range(8)))
            assert len(site.asked("/robots.txt")) == 1

    asyncio.run(run())
