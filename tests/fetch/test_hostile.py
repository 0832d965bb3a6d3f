"""Anything may stand in a link: nothing raises, and what is recorded is what was sent."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portalaudit.archive.decode import decode
from portalaudit.archive.redact import archived_url, redact_url
from portalaudit.fetch.address import BadAddress, normalise, redirected, with_params
from portalaudit.fetch.guard import AddressRefused, Guard
from portalaudit.fetch.replay import Replay
from tests.fetch.conftest import Begin
from tests.fetch.site import Request, answer, redirect, serving

ODD = [
    "/plain", "/sp ace?q=a b", "/ü/日本?x=é", "/%41%zz%", "/a/../b/./c//d", "/q?a=1&a=2&b[]=x|y^z`{}\\\"<>",
    "/p;params=1,2/(x)'!*~@:$",
    "/?$select=max(:updated_at) AS mx&$where=a='b'", "/?q=%F0%9F%8C%B3&plus=a+b", "/tab\there\nand\rthere\x00nul",
    "/?", "/#fragment?x",
    "/surrogate\ud800?y=\udfff", "/%2e%2e/%2F", "/rtl\u202e.exe", "/a?b?c/d?e",
]  # fmt: skip
NOWHERE = [
    "", " ", "not a link", "http://", "http://[", "http://\ud800/", "javascript:alert(1)", "mailto:a@b.org", "data:text/html,x",
    "\x00",
    "http://a b/", "//", "http:example.org", "http://" + "a" * 70 + ".org/", "http://" + "é" * 200 + "/",
    "http://x/" + "é" * 9000,
    "=HYPERLINK(1)", "http://exa\u202emple.org:bad/", "R/P1D", "ｆｉｌｅ:///etc/passwd",
]  # fmt: skip


@pytest.mark.parametrize("path", ODD, ids=range(len(ODD)))
def test_what_is_recorded_is_what_was_sent(begin: Begin, path: str) -> None:
    async def run() -> None:
        async def echo(request: Request, writer: asyncio.StreamWriter) -> None:
            writer.write(answer(200, request.target.encode("latin-1")))

        async with serving({}) as site, begin() as bench:
            site.routes = _Any(echo)  # type: ignore[assignment]
            exchange = await bench.fetch.get(f"{site.url}{path}")
            assert exchange.capture.url == f"{site.url}{exchange.body.decode('latin-1')}"
            assert bench.archived() == [exchange.capture]
            replay = Replay(bench.archived(), bench.reader())
            assert await replay.get(f"{site.url}{path}") == exchange

    asyncio.run(run())


class _Any(dict):  # type: ignore[type-arg]
    def __init__(self, script: object) -> None:
        self._script = script

    def get(self, *_: object) -> list[object]:
        return [self._script]


@pytest.mark.parametrize("link", NOWHERE, ids=range(len(NOWHERE)))
def test_links_to_nowhere_are_captures(begin: Begin, link: str) -> None:
    async def run() -> None:
        async with begin(attempts=1, connect_seconds=1) as bench:
            exchange = await bench.fetch.get(link)
            assert exchange.capture.error in ("address-refused", "connect") and exchange.capture.status is None
            assert bench.archived() == [exchange.capture]
            assert await Replay(bench.archived(), bench.reader()).get(link) == exchange

    asyncio.run(run())


@pytest.mark.parametrize("location", [link for link in NOWHERE if "\ud800" not in link and link.strip() and "\x00" not in link])
def test_redirects_to_nowhere_end_as_captures(begin: Begin, location: str) -> None:
    async def run() -> None:
        header = location.encode("utf-8").decode("latin-1")
        async with serving({"/": redirect(header)}) as site, begin(attempts=1, connect_seconds=1) as bench:
            exchange = await bench.fetch.get(site.url)
            assert exchange.capture.error in ("address-refused", "connect", "redirect-loop") or exchange.capture.status == 404
            assert [capture.status for capture in exchange.history] == [302], "the answer that led there is kept"
            assert bench.archived() == [*exchange.history, exchange.capture]

    asyncio.run(run())


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_is_an_address_or_is_not(text: str, more: str) -> None:
    for candidate in (
        text,
        f"http://{text}",
        f"http://example.org/{text}?{more}",
        with_params("http://example.org/", {text: more}),
    ):
        try:
            address = normalise(candidate)
            Guard().vet(address)
            assert normalise(address) == address and address.isascii()
            assert normalise(redirected(address, text)) == redirected(address, text)
        except (BadAddress, AddressRefused):
            pass
        kept = archived_url(candidate)
        assert archived_url(kept) == kept and kept.isascii() and " " not in kept
        redact_url(candidate)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "gzip, deflate", "br", "", "identity,,", "x" * 50]))
def test_any_bytes_decode_or_do_not(payload: bytes, encoding: str) -> None:
    decoded = decode(payload, encoding, max_bytes=10_000)
    assert decoded.error in (None, "encoding", "too-large", "truncated")
    assert decoded.error in (None, "truncated") or decoded.body == b""
