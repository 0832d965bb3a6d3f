"""Retries, waits, budgets."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from portalaudit import clock
from portalaudit.errors import StopRequested
from portalaudit.fetch.hints import exhausted_for, retry_after
from portalaudit.fetch.lanes import Lanes
from portalaudit.fetch.patience import NO_SUCH_HOST, next_try
from portalaudit.fetch.settings import FetchSettings
from portalaudit.model.capture import Capture, Headers
from tests.fetch.conftest import Begin
from tests.fetch.site import Script, answer, hang, reset_after, serving

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
GOOD = answer(200, b"good")


def in_seconds(seconds: float) -> str:
    """An HTTP date that far away; whole seconds, so a little more is asked for."""
    return format_datetime(clock.now() + timedelta(seconds=seconds + 1), usegmt=True)


RETRIED: list[tuple[str, list[Script], list[int | None]]] = [
    ("429 with seconds", [answer(429, b"", ("Retry-After", "0")), GOOD], [429, 200]),
    ("429 with a date", [answer(429, b"", ("Retry-After", in_seconds(-5))), GOOD], [429, 200]),
    ("429 with nothing", [answer(429), answer(429), GOOD], [429, 429, 200]),
    ("429 with nonsense", [answer(429, b"", ("Retry-After", "soon")), GOOD], [429, 200]),
    ("502", [answer(502), GOOD], [502, 200]),
    ("503 with seconds", [answer(503, b"", ("Retry-After", "0")), GOOD], [503, 200]),
    ("504", [answer(504), answer(503), answer(502), GOOD], [504, 503, 502, 200]),
    ("a broken connection", [reset_after(b""), GOOD], [None, 200]),
    ("503 for ever", [answer(503)], [503, 503, 503, 503]),
    ("500 is no passing trouble", [answer(500), GOOD], [500]),
    ("404 is an answer", [answer(404), GOOD], [404]),
    ("403 is an answer", [answer(403), GOOD], [403]),
]


@pytest.mark.parametrize(("name", "scripts", "statuses"), RETRIED, ids=[row[0] for row in RETRIED])
def test_what_may_pass_is_tried_again_and_every_attempt_archived(
    begin: Begin, name: str, scripts: list[Script], statuses: list[int | None]
) -> None:
    async def run() -> None:
        async with serving({"/": scripts}) as site, begin() as bench:
            exchange = await bench.fetch.get(site.url)
            chain = [*exchange.history, exchange.capture]
            assert [capture.status for capture in chain] == statuses
            assert bench.archived() == chain == bench.captures
            assert {capture.chain for capture in chain} == {chain[0].id}
            assert [capture.step for capture in chain] == list(range(len(chain)))

    asyncio.run(run())


def test_silence_is_waited_for_twice(begin: Begin) -> None:
    """A minute each time: four would keep a run waiting for nothing."""

    async def run() -> None:
        async with serving({"/": hang}) as site, begin() as bench:
            exchange = await bench.fetch.get(site.url, timeout=0.05)
            assert [capture.error for capture in (*exchange.history, exchange.capture)] == ["timeout", "timeout"]
            assert len(site.log) == 2

    asyncio.run(run())


def test_a_name_of_no_host_is_asked_for_once(begin: Begin) -> None:
    """The C library refuses this one by itself, as it does one that the name servers do not know."""

    async def run() -> None:
        async with begin() as bench:
            exchange = await bench.fetch.get("http://-nobody.example/")
            assert (exchange.capture.error, exchange.capture.detail, exchange.history) == ("connect", NO_SUCH_HOST, ())

    asyncio.run(run())


@pytest.mark.parametrize(("detail", "worth"), [(NO_SUCH_HOST, False), ("[Errno -3] Temporary failure in name resolution", True)])
def test_name_servers_in_trouble_are_asked_again(detail: str, worth: bool) -> None:
    capture = Capture("1", "GET", "http://x.example/", NOW, error="connect", detail=detail)

    assert (next_try(capture, 0, NOW, FetchSettings()) is not None) == worth


@pytest.mark.parametrize("value", ["1", "date"])
def test_retry_after_is_waited_for(begin: Begin, value: str) -> None:
    async def run() -> None:
        when = in_seconds(1) if value == "date" else value
        async with serving({"/": [answer(429, b"", ("Retry-After", when)), GOOD]}) as site, begin() as bench:
            assert (await bench.fetch.get(site.url)).capture.status == 200
            assert site.log[1].at - site.log[0].at >= 0.95

    asyncio.run(run())


def test_retry_after_holds_the_whole_host(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/a": [answer(503, b"", ("Retry-After", "1")), GOOD], "/b": GOOD}) as site, begin() as bench:
            first = asyncio.create_task(bench.fetch.get(f"{site.url}/a"))
            await bench.first_capture()
            await bench.fetch.get(f"{site.url}/b")
            await first
            assert site.asked("/b")[0].at - site.log[0].at >= 0.95

    asyncio.run(run())


def test_a_wait_beyond_what_we_can_gives_the_last_answer_and_then_budget(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/": answer(429, b"", ("Retry-After", "99999"))}) as site, begin(max_wait=5) as bench:
            exchange = await bench.fetch.get(site.url)
            assert exchange.capture.status == 429 and exchange.history == ()
            later = await bench.fetch.get(site.url)
            assert later.capture.error == "budget" and "wait" in (later.capture.detail or "")
            assert len(site.log) == 1

    asyncio.run(run())


def test_a_used_up_rate_limit_is_waited_for(begin: Begin) -> None:
    async def run() -> None:
        name = "x-ratelimit-remaining-portal_search_throttler"
        empty = answer(200, b"", (name, "0"), (name.replace("remaining", "reset"), "1"))
        async with serving({"/": [empty, GOOD]}) as site, begin() as bench:
            await bench.fetch.get(site.url)
            await bench.fetch.get(site.url)
            assert site.log[1].at - site.log[0].at >= 0.95

    asyncio.run(run())


HINTS: list[tuple[Headers, float | None]] = [
    ((("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "30")), 30),
    ((("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", str(int(NOW.timestamp()) + 60))), 60),
    ((("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", str(int(NOW.timestamp() + 60) * 1000))), 60),
    ((("RateLimit-Remaining", "0"), ("RateLimit-Reset", "7")), 7),
    ((("RateLimit", '"default";r=0;t=12'),), 12),
    ((("RateLimit", "limit=100, remaining=0, reset=9"),), 9),
    ((("RateLimit", '"default";r=5;t=12'),), None),
    ((("X-RateLimit-Remaining", "3"), ("X-RateLimit-Reset", "30")), None),
    ((("X-RateLimit-Remaining", "0"),), None),
    ((("X-RateLimit-Remaining", "zero"), ("X-RateLimit-Reset", "x" * 9999)), None),
]


@pytest.mark.parametrize(("headers", "seconds"), HINTS)
def test_rate_limit_headers(headers: Headers, seconds: float | None) -> None:
    assert exhausted_for(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), ("0", 0), (" 5 ", 5), ("1.5", 1.5), ("-1", None), ("9" * 400, None), ("", None), ("NaN", None),
        ("soon", None),
        ("Sun, 22 Nov 2026 02:01:00 GMT", 60), ("Sunday, 22-Nov-26 02:01:00 GMT", 60), ("Sun Nov 22 02:01:00 2026", 60),
        ("Sun, 22 Nov 2020 02:01:00 GMT", 0), ("Sun, 99 Nov 99999 99:99:99 GMT", None),
    ],
)  # fmt: skip
def test_retry_after_values(value: str, seconds: float | None) -> None:
    assert retry_after((("retry-after", value),), NOW) == seconds


def test_requests_keep_their_distance_and_their_number(begin: Begin) -> None:
    async def slow(request: object, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.3)
        writer.write(GOOD)

    async def run() -> None:
        async with serving({"/": slow}) as site, begin(rate=10, connections=2) as bench:
            await asyncio.gather(*(bench.fetch.get(site.url) for _ in range(6)))
            times = sorted(request.at for request in site.log)
            assert min(later - earlier for earlier, later in pairwise(times)) >= 0.08
            assert site.most_at_once == 2

    asyncio.run(run())


def test_hosts_of_one_back_end_share_a_lane() -> None:
    lanes = Lanes(1.0, 2)
    assert lanes.of("api.us.socrata.com") is lanes.of("api.eu.socrata.com") is lanes.of("x.socrata.com:443")
    assert lanes.of("city.hub.arcgis.com") is lanes.of("services1.arcgis.com")
    assert lanes.of("data.city-a.gov") is not lanes.of("data.city-b.gov")
    assert lanes.of("notarcgis.com") is not lanes.of("arcgis.com")
    lanes.learn("data.city-a.gov", frozenset({"x-socrata-requestid"}))
    lanes.share("data.city-b.gov", "socrata")
    assert lanes.of("data.city-a.gov") is lanes.of("data.city-b.gov") is lanes.of("api.us.socrata.com")


def test_no_limit_needs_one_s_own_targets() -> None:
    with pytest.raises(ValueError, match="allow_private"):
        FetchSettings(rate=0)


def test_a_stop_ends_before_the_next_request(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/": GOOD}) as site, begin() as bench:
            await bench.fetch.get(site.url)
            bench.fetch.stop()
            await asyncio.sleep(0)
            with pytest.raises(StopRequested):
                await bench.fetch.get(site.url)
            assert len(site.log) == 1

    asyncio.run(run())


def test_a_stop_wakes_those_who_wait_for_their_turn(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/": GOOD}) as site, begin(rate=0.01) as bench:
            await bench.fetch.get(site.url)
            waiting = asyncio.create_task(bench.fetch.get(site.url))
            await asyncio.sleep(0.1)
            bench.fetch.stop()
            with pytest.raises(StopRequested):
                await asyncio.wait_for(waiting, 5)

    asyncio.run(run())


def test_a_stop_while_waiting_to_retry_gives_the_last_answer(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/": answer(429)}) as site, begin(backoff_base=1) as bench:
            waiting = asyncio.create_task(bench.fetch.get(site.url))
            await bench.first_capture()
            bench.fetch.stop()
            assert (await asyncio.wait_for(waiting, 5)).capture.status == 429

    asyncio.run(run())


def test_the_deadline_ends_the_run(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/": GOOD, "/busy": answer(429)}) as site, begin(max_minutes=0.2 / 60, backoff_base=1) as bench:
            await bench.fetch.get(site.url)
            assert (await bench.fetch.get(f"{site.url}/busy")).capture.status == 429, "60 seconds would be too long"
            await asyncio.sleep(0.3)
            with pytest.raises(StopRequested, match="budget"):
                await bench.fetch.get(site.url)

    asyncio.run(run())


def test_cancelling_leaves_an_archive_that_reads(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/": GOOD, "/hang": hang}) as site, begin() as bench:
            done = await bench.fetch.get(site.url)
            tasks = [asyncio.create_task(bench.fetch.get(f"{site.url}/hang", timeout=60)) for _ in range(2)]
            await asyncio.sleep(0.1)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            again = await bench.fetch.get(site.url)
            assert bench.archived() == [done.capture, again.capture]

    asyncio.run(run())


def test_the_ledger_counts_what_went_out(begin: Begin) -> None:
    async def run() -> None:
        async with serving(
            {"/": [answer(503), GOOD], "/to": [b"HTTP/1.1 302 F\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"]}
        ) as site:
            async with begin() as bench:
                await bench.fetch.get(f"{site.url}/to")
                traffic = bench.fetch.traffic()
            assert (traffic.requests, traffic.bytes, traffic.not_modified) == (3, 4, 0) and len(site.log) == 3
            assert [(host.host, host.requests, host.bytes) for host in traffic.by_host] == [(f"127.0.0.1:{site.port}", 3, 4)]
            assert traffic.by_host[0].max_per_second >= 1 and traffic.seconds > 0

    asyncio.run(run())
