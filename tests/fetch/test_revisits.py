"""Conditional requests: what did not change is not sent again, and still found."""

import asyncio
import gzip
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from portalaudit.archive.index import MemoryIndex, rebuild_index
from portalaudit.archive.reader import ArchiveReader
from portalaudit.model.capture import Capture
from portalaudit.model.ports import Validator
from tests.fetch.conftest import Begin
from tests.fetch.site import Request, answer, serving

zipped = partial(gzip.compress, mtime=0)
"""The same bytes whenever it is called."""

BODY = b'{"datasets": []}' * 400
ETAG, STAMP = '"v1"', "Sun, 22 Nov 2026 02:00:00 GMT"


@dataclass
class Known:
    validators: dict[str, Validator] = field(default_factory=dict)

    def get(self, url: str) -> Validator | None:
        return self.validators.get(url)

    def learn(self, capture: Capture) -> None:
        self.validators[capture.url] = Validator(capture.header("etag"), capture.header("last-modified"), capture.id)


def conditional(body: bytes, *headers: tuple[str, str]):  # type: ignore[no-untyped-def]
    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        same = request.headers.get("if-none-match") == ETAG or request.headers.get("if-modified-since") == STAMP
        writer.write(
            answer(304, b"", ("ETag", ETAG)) if same else answer(200, body, ("ETag", ETAG), ("Last-Modified", STAMP), *headers)
        )

    return script


def reader_of(archive: Path) -> ArchiveReader:
    return ArchiveReader(archive, MemoryIndex(rebuild_index(archive)))


@pytest.mark.parametrize("encoded", [False, True])
def test_a_304_gives_the_stored_body_back(begin: Begin, tmp_path: Path, encoded: bool) -> None:
    async def run() -> None:
        sent = zipped(BODY) if encoded else BODY
        headers = (("Content-Encoding", "gzip" if encoded else "identity"), ("Content-Type", "application/json"))
        async with serving({"/": conditional(sent, *headers)}) as site:
            known = Known()
            async with begin() as bench:
                first = (await bench.fetch.get(site.url)).capture
                known.learn(first)
            for audit in ("audit-2", "audit-3"):  # the third revisit refers to the original, not to the second
                async with begin(audit, validators=known, reader=reader_of(tmp_path)) as bench:
                    exchange = await bench.fetch.get(site.url, revalidate=True)
                    assert exchange.body == BODY and exchange.ok
                    assert exchange.capture.status == 304 and exchange.capture.revisit_of == first.id
                    assert (exchange.capture.sha256, exchange.capture.length) == (first.sha256, first.length)
                    assert exchange.capture.media_type == "application/json"
                    assert bench.fetch.traffic().not_modified == 1
                    known.learn(exchange.capture)
                archived = list(rebuild_index(tmp_path, audit))
                assert archived == [exchange.capture]
                assert reader_of(tmp_path).decoded(archived[0]) == BODY
            assert [request.headers.get("if-none-match") for request in site.log] == [None, ETAG, ETAG]
            assert site.log[1].headers["if-modified-since"] == STAMP

    asyncio.run(run())


def test_the_same_bytes_again_are_stored_once(begin: Begin, tmp_path: Path) -> None:
    async def run() -> None:
        async with serving({"/": answer(200, BODY, ("ETag", '"changes"'))}) as site:
            known = Known()
            async with begin() as bench:
                known.learn((await bench.fetch.get(site.url)).capture)
            async with begin("audit-2", validators=known, reader=reader_of(tmp_path)) as bench:
                exchange = await bench.fetch.get(site.url, revalidate=True)
            assert exchange.capture.status == 200 and exchange.capture.revisit_of and exchange.body == BODY
            assert bench.fetch.traffic().not_modified == 0
            assert reader_of(tmp_path).read(exchange.capture) == BODY

    asyncio.run(run())


def test_changed_bytes_are_a_response_of_their_own(begin: Begin, tmp_path: Path) -> None:
    async def run() -> None:
        async with serving({"/": [answer(200, BODY, ("ETag", "1")), answer(200, BODY[::-1], ("ETag", "2"))]}) as site:
            known = Known()
            async with begin() as bench:
                known.learn((await bench.fetch.get(site.url)).capture)
            async with begin("audit-2", validators=known, reader=reader_of(tmp_path)) as bench:
                exchange = await bench.fetch.get(site.url, revalidate=True)
            assert exchange.capture.revisit_of is None and exchange.body == BODY[::-1]

    asyncio.run(run())


def test_a_stored_body_that_is_lost_is_asked_for_again(begin: Begin, tmp_path: Path) -> None:
    async def run() -> None:
        async with serving({"/": conditional(BODY)}) as site:
            known = Known()
            async with begin() as bench:
                known.learn((await bench.fetch.get(site.url)).capture)
            reader = reader_of(tmp_path)
            for segment in (tmp_path / "segments").rglob("*.gz"):
                segment.unlink()
            async with begin("audit-2", validators=known, reader=reader) as bench:
                exchange = await bench.fetch.get(site.url, revalidate=True)
                assert exchange.capture.status == 200 and exchange.body == BODY
                assert [capture.status for capture in exchange.history] == [304]
            assert "if-none-match" not in site.log[-1].headers

    asyncio.run(run())


def test_nothing_is_conditional_unless_asked_for(begin: Begin, tmp_path: Path) -> None:
    async def run() -> None:
        async with serving({"/": conditional(BODY)}) as site:
            known = Known()
            async with begin() as bench:
                known.learn((await bench.fetch.get(site.url)).capture)
            async with begin("audit-2", validators=known, reader=reader_of(tmp_path)) as bench:
                assert (await bench.fetch.get(site.url)).capture.status == 200
                assert (await bench.fetch.get(site.url, method="HEAD", revalidate=True)).capture.status == 200

    asyncio.run(run())
