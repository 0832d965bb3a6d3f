"""What servers answer, and what becomes of it: a capture, a body, a record."""

import asyncio
import gzip
import zlib
from functools import partial

import pytest

from tests.fetch.conftest import Begin
from tests.fetch.site import answer, hang, reset_after, serving, stall_after

zipped = partial(gzip.compress, mtime=0)
"""The same bytes whenever it is called."""

JSON = ("Content-Type", "application/json; charset=utf-8")
BODY = b'{"result": [1, 2, 3]}' * 50
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def test_an_answer_is_archived_before_it_is_returned(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/x": answer(200, BODY, JSON)}) as site, begin() as bench:
            exchange = await bench.fetch.get(f"{site.url}/x", params={"q": "a b", "n": 1})
            assert exchange.ok and exchange.body == BODY
            assert site.log[0].target == "/x?q=a%20b&n=1"
            assert bench.archived() == [exchange.capture]
            assert bench.reader().read(exchange.capture) == BODY
            assert exchange.capture.media_type == "application/json"
            assert exchange.capture.header("content-type") == JSON[1]

    asyncio.run(run())


RAW = zlib.compressobj(wbits=-15)
ENCODED = [
    ("gzip", zipped(BODY), BODY, None),
    ("gzip", zipped(BODY[:100]) + zipped(BODY[100:]), BODY, None),
    ("gzip", zipped(BODY) + b"\0\0stray", BODY, None),
    ("x-gzip", zipped(BODY), BODY, None),
    ("deflate", zlib.compress(BODY), BODY, None),
    ("deflate", RAW.compress(BODY) + RAW.flush(), BODY, None),
    ("identity", BODY, BODY, None),
    ("gzip, gzip", zipped(zipped(BODY)), BODY, None),
    ("gzip", b"", b"", None),
    ("gzip", BODY, b"", "encoding"),
    ("deflate", BODY, b"", "encoding"),
    ("br", BODY, b"", "encoding"),
    ("gzip, gzip, gzip, gzip", BODY, b"", "encoding"),
    ("gzip", zipped(b"\0" * 200_000_000, 9), b"", "too-large"),
]


@pytest.mark.parametrize(("encoding", "sent", "body", "error"), ENCODED, ids=range(len(ENCODED)))
def test_content_encodings_are_undone_and_bad_ones_named(
    begin: Begin, encoding: str, sent: bytes, body: bytes, error: str | None
) -> None:
    async def run() -> None:
        async with serving({"/": answer(200, sent, ("Content-Encoding", encoding))}) as site, begin() as bench:
            exchange = await bench.fetch.get(site.url)
            assert (exchange.body, exchange.capture.error) == (body, error)
            assert exchange.capture.status == 200 and exchange.capture.length == len(sent)
            reader = bench.reader()
            assert reader.read(exchange.capture) == sent
            assert reader.decoded(exchange.capture) == body

    asyncio.run(run())


CUT_GZIP = zipped(bytes(range(256)) * 400, 1)[:-200]
BROKEN = [
    ("shorter than declared", reset_after(answer(200, BODY, length=5000)), BODY),
    ("chunks that stop", reset_after(CHUNKED + b"%x\r\n" % len(BODY) + BODY + b"\r\n"), BODY),
    ("closed without the last chunk", reset_after(CHUNKED + b"4\r\nabcd\r\n"), b"abcd"),
    ("no chunk size", answer(0).replace(answer(0), CHUNKED + b"zz\r\nabcd\r\n0\r\n\r\n"), b""),
]


@pytest.mark.parametrize(("name", "script", "came"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_body_cut_short_is_kept_and_handed_over(begin: Begin, name: str, script: object, came: bytes) -> None:
    async def run() -> None:
        async with serving({"/": script}) as site, begin() as bench:  # type: ignore[dict-item]
            exchange = await bench.fetch.get(site.url)
            assert exchange.capture.error == "truncated" and exchange.body == came
            assert len(site.log) == 2, "asked twice, no more"
            assert len(exchange.history) == 1
            assert bench.reader().read(exchange.capture) == came
            assert bench.reader().decoded(exchange.capture) == came

    asyncio.run(run())


def test_a_gzip_stream_that_breaks_off_gives_what_was_before(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/": answer(200, CUT_GZIP, ("Content-Encoding", "gzip"))}) as site, begin() as bench:
            exchange = await bench.fetch.get(site.url)
            assert exchange.capture.error == "truncated"
            assert exchange.body and (bytes(range(256)) * 400).startswith(exchange.body)
            assert bench.reader().decoded(exchange.capture) == exchange.body

    asyncio.run(run())


NO_ANSWER = [
    ("no head", hang, "timeout", None),
    ("half a head", stall_after(b"HTTP/1.1 200 OK\r\nContent-"), "timeout", None),
    ("body that stops", stall_after(answer(200, b"half", length=8)), "timeout", 200),
    ("closed at once", reset_after(b""), "connect", None),
    ("not HTTP", reset_after(b"220 ftp.example.org ready\r\n"), "connect", None),
    ("endless head", reset_after(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 40_000), "connect", None),
]


@pytest.mark.parametrize(("name", "script", "error", "status"), NO_ANSWER, ids=[row[0] for row in NO_ANSWER])
def test_no_usable_answer_is_a_capture_with_the_reason(
    begin: Begin, name: str, script: object, error: str, status: int | None
) -> None:
    async def run() -> None:
        async with serving({"/": script}) as site, begin(attempts=2) as bench:  # type: ignore[dict-item]
            exchange = await bench.fetch.get(site.url, timeout=0.2)
            assert (exchange.capture.error, exchange.capture.status, exchange.body) == (error, status, b"")
            assert exchange.capture.detail
            assert [capture.error for capture in exchange.history] == [error]
            assert bench.archived() == [*exchange.history, exchange.capture]

    asyncio.run(run())


def test_nobody_listening_is_a_capture(begin: Begin) -> None:
    async def run() -> None:
        async with serving({}) as site:
            gone = site.url
        async with begin(attempts=1) as bench:
            exchange = await bench.fetch.get(gone)
            assert exchange.capture.error == "connect" and exchange.capture.reason == "connect"
            assert bench.fetch.traffic().requests == 0, "nothing went out"

    asyncio.run(run())


def test_a_dripping_server_ends_with_the_total_time(begin: Begin) -> None:
    async def drip(request: object, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(200, b"", length=1000))
        for _ in range(100):
            writer.write(b".")
            await asyncio.sleep(0.02)

    async def run() -> None:
        async with serving({"/": drip}) as site, begin(attempts=1, total_seconds=0.3) as bench:
            exchange = await bench.fetch.get(site.url)
            assert exchange.capture.error == "timeout" and exchange.capture.length > 0

    asyncio.run(run())


TOO_LARGE = [answer(200, b"x" * 5000), answer(200, b"", length=5000), CHUNKED + b"1388\r\n" + b"x" * 5000]


@pytest.mark.parametrize("script", TOO_LARGE, ids=["sent", "announced", "in chunks"])
def test_a_body_over_the_cap_is_cut_and_named(begin: Begin, script: bytes) -> None:
    async def run() -> None:
        async with serving({"/": script}) as site, begin() as bench:
            exchange = await bench.fetch.get(site.url, max_bytes=1000)
            assert exchange.capture.error == "too-large" and exchange.body == b""
            assert exchange.capture.length <= 1000
            assert bench.reader().decoded(exchange.capture) == b""

    asyncio.run(run())


def test_head_has_no_body_and_nothing_else_is_ever_sent(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/": answer(200, b"x" * 10, ("ETag", '"1"'))}) as site, begin() as bench:
            exchange = await bench.fetch.get(site.url, method="HEAD")
            assert exchange.ok and exchange.body == b"" and exchange.capture.header("etag") == '"1"'
            assert site.log[0].method == "HEAD"
            for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get"):
                with pytest.raises(ValueError, match="never sent"):
                    await bench.fetch.get(site.url, method=method)  # type: ignore[arg-type]
            assert len(site.log) == 1

    asyncio.run(run())


def test_requests_are_honest_and_carry_no_cookies(begin: Begin) -> None:
    async def run() -> None:
        cookie = answer(200, b"", ("Set-Cookie", "session=abc; Path=/"))
        async with serving({"/": cookie}) as site, begin() as bench:
            for _ in range(2):
                await bench.fetch.get(site.url, accept="application/json", headers={"X-App-Token": "t", "User-Agent": "Mozilla"})
            first, second = (request.headers for request in site.log)
            assert first["user-agent"].startswith("portalaudit/") and "open-data audit" in first["user-agent"]
            assert first["accept"] == "application/json" and first["x-app-token"] == "t"
            assert first["accept-encoding"] == "gzip, deflate"
            assert "cookie" not in second

    asyncio.run(run())


@pytest.mark.parametrize(
    "header", ["Latin-1 caf\xe9", "UTF-8 caf\xc3\xa9 \xc2\x85 end", "x" * 60_000, "<script>alert(1)</script>", "=HYPERLINK()"]
)
def test_hostile_headers_come_back_from_the_archive_as_they_were(begin: Begin, header: str) -> None:
    async def run() -> None:
        async with serving({"/": answer(200, b"x", ("X-Odd", header), ("Content-Type", header[:200]))}) as site, begin() as bench:
            exchange = await bench.fetch.get(site.url)
            assert exchange.capture.header("x-odd") == header
            assert bench.archived() == [exchange.capture]

    asyncio.run(run())
