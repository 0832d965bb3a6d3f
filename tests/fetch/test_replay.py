"""The archive answers as the servers did, with no network; choices are made again."""

import asyncio
import gzip
from functools import partial
from pathlib import Path

import pytest

from portalaudit.archive.index import MemoryIndex, rebuild_events, rebuild_index
from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.writer import SegmentWriter
from portalaudit.errors import ArchiveError, DigestMismatch
from portalaudit.fetch.journal import RecordingJournal, ReplayJournal
from portalaudit.fetch.replay import Replay
from portalaudit.fetch.resume import Resumed
from portalaudit.model.capture import Event, Exchange
from tests.fetch.conftest import Begin, Bench
from tests.fetch.site import Request, Script, answer, hang, redirect, reset_after, serving

zipped = partial(gzip.compress, mtime=0)
"""The same bytes whenever it is called."""

BODY = b'{"page": 1}' * 100
ROUTES: dict[str, Script | list[Script]] = {
    "/flaky": [answer(503), reset_after(b""), answer(200, BODY)],
    "/turns": [answer(200, b"first"), answer(200, b"second"), answer(404, b"third")],
    "/hop": redirect("/hop2?token=hidden"),
    "/hop2": [answer(502), redirect("/end")],
    "/end": answer(200, zipped(BODY), ("Content-Encoding", "gzip")),
    "/evil": redirect("http://169.254.169.254/"),
    "/cut": reset_after(answer(200, BODY, length=9999)),
    "/bad": answer(200, b"x", ("Content-Encoding", "gzip")),
    "/robots.txt": answer(200, b"User-agent: *\nDisallow: /private"),
    "/private": answer(200, b"private"),
    "/empty": answer(204),
}


def replay_of(bench: Bench) -> Replay:
    captures = list(rebuild_index(bench.archive))
    return Replay(reversed(captures), ArchiveReader(bench.archive, MemoryIndex(captures)))


async def ask_all(fetch: Replay | object, url: str) -> list[Exchange]:
    paths = ["/flaky", "/turns", "/turns", "/hop", "/turns", "/evil", "/cut", "/bad", "/private", "/empty", "/gone"]
    asked: list[tuple[str, dict[str, object]]] = [(path, {}) for path in paths]
    asked += [("/end", {"method": "HEAD"}), ("/end", {"params": {"q": "a b"}})]
    return [await fetch.get(f"{url}{path}", **more) for path, more in asked]  # type: ignore[attr-defined]


def test_a_replay_gives_the_same_exchanges(begin: Begin) -> None:
    async def run() -> None:
        async with serving(ROUTES) as site, begin(robots=True) as bench:
            live = await ask_all(bench.fetch, site.url)
        assert {exchange.capture.error for exchange in live} == {None, "address-refused", "truncated", "encoding", "robots"}
        again = await ask_all(replay_of(bench), site.url)
        assert again == live
        assert [replay_of(bench).resolve(exchange) for exchange in live] == [exchange.capture.url for exchange in live]

    asyncio.run(run())


def test_what_was_never_asked_is_not_archived(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/": answer(200, BODY)}) as site, begin() as bench:
            await bench.fetch.get(site.url)
        replay = replay_of(bench)
        for url, more in (
            (f"{site.url}/x", {}),
            (site.url, {"method": "HEAD"}),
            (site.url, {"params": {"a": 1}}),
            ("nonsense", {}),
        ):
            exchange = await replay.get(url, **more)  # type: ignore[arg-type]
            assert exchange.capture.error == "not-archived" and exchange.body == b"" and not exchange.ok
            assert exchange == await replay.get(url, **more)  # type: ignore[arg-type]

    asyncio.run(run())


def test_asked_more_often_the_last_answer_stays(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/": [answer(200, b"a"), answer(200, b"b")]}) as site, begin() as bench:
            await bench.fetch.get(site.url)
            await bench.fetch.get(site.url)
        replay = replay_of(bench)
        assert [(await replay.get(site.url)).body for _ in range(4)] == [b"a", b"b", b"b", b"b"]

    asyncio.run(run())


def test_a_secret_in_the_address_does_not_stand_in_the_way(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/": answer(200, BODY)}) as site, begin() as bench:
            await bench.fetch.get(site.url, params={"$$app_token": "s3cret", "$limit": 5})
        assert (await replay_of(bench).get(site.url, params={"$$app_token": "another", "$limit": 5})).body == BODY

    asyncio.run(run())


def test_lost_and_changed_bytes_are_told_apart(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/": answer(200, BODY)}) as site, begin() as bench:
            await bench.fetch.get(site.url)
        replay = replay_of(bench)
        (segment,) = bench.archive.rglob("segments/**/*.gz")
        data = gzip.decompress(segment.read_bytes()).replace(BODY, BODY[::-1])
        whole = segment.read_bytes()
        segment.write_bytes(zipped(data))
        with pytest.raises(ArchiveError):
            await replay.get(site.url)
        segment.write_bytes(whole)
        assert (await replay.get(site.url)).body == BODY
        segment.unlink()
        assert (await replay.get(site.url)).capture.error == "not-archived"

    asyncio.run(run())


def test_changed_bytes_are_a_mismatch(tmp_path: Path, begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/": answer(200, BODY)}) as site, begin() as bench:
            capture = (await bench.fetch.get(site.url)).capture
        (segment,) = bench.archive.rglob("segments/**/*.gz")
        data = segment.read_bytes()
        assert capture.offset
        from isal import isal_zlib

        stream = isal_zlib.decompressobj(wbits=31)
        member = stream.decompress(data[capture.offset :])
        forged = zipped(member.replace(BODY, BODY[::-1]))
        segment.write_bytes(data[: capture.offset] + forged + stream.unused_data)
        with pytest.raises(DigestMismatch):
            bench.reader().read(capture)

    asyncio.run(run())


def test_choices_are_archived_and_made_again(tmp_path: Path) -> None:
    with SegmentWriter(tmp_path, "audit-1") as writer:
        journal = RecordingJournal(writer)
        made = [
            journal.choose("sample", lambda: ("b", "a")),
            journal.choose("stop", lambda: None),
            journal.choose("sample", lambda: {"n": 1.5}),
        ]
    assert made == [["b", "a"], None, {"n": 1.5}]
    events = tuple(rebuild_events(tmp_path, "audit-1"))
    assert events == journal.events == (Event("sample", ["b", "a"]), Event("stop", None), Event("sample", {"n": 1.5}))
    replay = ReplayJournal(events)
    again = [replay.choose(name, lambda: pytest.fail("made anew")) for name in ("sample", "stop", "sample")]
    assert again == made and replay.missing == []
    assert replay.choose("sample", lambda: 7) == 7 and replay.missing == ["sample"]


@pytest.mark.parametrize("value", [float("nan"), object(), {1, 2}, "x" * 2_000_000], ids=["nan", "object", "set", "long"])
def test_a_choice_that_is_no_json_is_refused(tmp_path: Path, value: object) -> None:
    with SegmentWriter(tmp_path, "audit-1") as writer, pytest.raises(ArchiveError):
        RecordingJournal(writer).choose("odd", lambda: value)


def test_a_run_that_goes_on_keeps_answers_that_stand_and_choices(begin: Begin, tmp_path: Path) -> None:
    async def run() -> None:
        half_way = asyncio.Event()

        async def hold(request: Request, writer: asyncio.StreamWriter) -> None:
            half_way.set()
            await hang(request, writer)

        turns: list[Script] = [answer(503), answer(200, b"came")]
        routes: dict[str, Script | list[Script]] = {
            "/good": answer(200, b"good"),
            "/flaky": turns,
            "/hop": redirect("/end"),
            "/end": hold,
        }
        async with serving(routes) as site:
            async with begin(attempts=1) as bench:
                await bench.fetch.get(f"{site.url}/good")
                await bench.fetch.get(f"{site.url}/flaky")
                stopped = asyncio.create_task(bench.fetch.get(f"{site.url}/hop"))
                await asyncio.wait_for(half_way.wait(), 5)
                stopped.cancel()
            site.routes["/end"] = [answer(200, b"end")]
            await asyncio.sleep(1.1)  # another second: segments are named by it
            kept = replay_of(bench)
            async with begin() as bench:
                resumed = Resumed(kept, bench.fetch)
                bodies = [(await resumed.get(f"{site.url}/{name}")).body for name in ("good", "flaky", "hop")]
            assert bodies == [b"good", b"came", b"end"]
            assert len(site.asked("/good")) == 1
        again = replay_of(bench)
        assert [(await again.get(f"{site.url}/{name}")).body for name in ("good", "flaky", "hop")] == bodies

    asyncio.run(run())


def test_choices_of_a_stopped_run_stand(tmp_path: Path) -> None:
    with SegmentWriter(tmp_path, "audit-1") as writer:
        first = RecordingJournal(writer)
        first.choose("sample", lambda: [1])
        second = RecordingJournal(writer, first.events)
        assert second.choose("sample", lambda: [2]) == [1] and second.choose("sample", lambda: [3]) == [3]
        assert second.events == (Event("sample", [1]), Event("sample", [3]))
    assert list(rebuild_events(tmp_path)) == [Event("sample", [1]), Event("sample", [3])]
