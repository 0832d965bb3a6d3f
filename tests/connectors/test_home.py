"""The home page: what it says, and how it is reached."""

import asyncio
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from portalaudit.connectors.home import Home, see_home, with_login
from portalaudit.model.capture import Capture, Exchange, Gap
from portalaudit.model.snapshot import Transport

PAGE = b'<html><head><title> Open\n Data &amp; more </title><meta name="generator" content="ckan 2.10"></head>'


class Addresses:
    """A network of few addresses: url → (final url, status, body, headers) or the error of a capture. A table, not a client."""

    def __init__(self, known: dict[str, tuple[str, int, bytes, dict[str, str]] | str]) -> None:
        self.known = known
        self.asked: list[str] = []

    async def get(self, url: str, **_: object) -> Exchange:
        self.asked.append(url)
        found = self.known.get(url, "connect")
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        if isinstance(found, str):
            return Exchange(Capture(url, "GET", url, moment, None, found))
        final, status, body, headers = found
        return Exchange(Capture(url, "GET", final, moment, status, None, tuple(headers.items())), body)

    def resolve(self, exchange: Exchange) -> str:
        return exchange.capture.url


def seen(url: str, known: dict[str, tuple[str, int, bytes, dict[str, str]] | str]) -> tuple[Home, list[str]]:
    addresses = Addresses(known)
    return asyncio.run(see_home(addresses, url)), addresses.asked


S = "https://data.city/"
P = "http://data.city/"
HSTS = {"Strict-Transport-Security": "max-age=1"}


@pytest.mark.parametrize(
    ("url", "known", "transport"),
    [
        (S, {S: (S, 200, PAGE, HSTS), P: (S, 200, PAGE, {})}, {"https": True, "upgrades": True, "hsts": True}),
        (S, {S: (S, 200, PAGE, {}), P: (P, 200, PAGE, {})}, {"https": True, "upgrades": False, "hsts": False}),
        (S, {S: (S, 200, PAGE, {})}, {"https": True, "upgrades": None, "hsts": False}),
        (S, {S: "tls", P: (P, 200, PAGE, {})}, {"https": False, "error": "tls", "upgrades": False}),
        (S, {}, {"https": None, "upgrades": None}),
        (P, {P: (S, 200, PAGE, HSTS)}, {"https": True, "upgrades": True, "hsts": True}),
        (P, {P: (P, 200, PAGE, {}), S: (S, 200, PAGE, {})}, {"https": True, "upgrades": False, "hsts": False}),
        (P, {P: (P, 200, PAGE, {}), S: "tls"}, {"https": False, "error": "tls", "upgrades": False, "capture": S}),
        (P, {P: (P, 200, PAGE, {})}, {"https": False, "upgrades": False, "capture": S}),
    ],
)
def test_how_a_portal_is_reached(
    url: str, known: dict[str, tuple[str, int, bytes, dict[str, str]] | str], transport: dict[str, object]
) -> None:
    home, _ = seen(url, known)
    assert home.transport == Transport(**{"capture": url, **transport})  # type: ignore[arg-type]


def test_the_other_scheme_is_not_tried_on_a_port_of_its_own() -> None:
    home, asked = seen("http://127.0.0.1:8080", {"http://127.0.0.1:8080/": ("http://127.0.0.1:8080/", 200, PAGE, {})})
    assert [urlsplit(url).port for url in asked] == [8080]
    assert home.transport.https is None
    assert home.transport.upgrades is False


def test_title_and_generator() -> None:
    home, _ = seen(S, {S: (S, 200, PAGE, {})})
    assert (home.title, home.generator, home.capture) == ("Open Data & more", "ckan 2.10", S)
    named, _ = seen(S, {S: (S, 200, PAGE + b"<meta content='The City' property=og:site_name>", {})})
    assert named.title == "The City"


def test_a_home_page_that_is_not_there_is_a_gap() -> None:
    home, _ = seen(S, {S: (S, 404, b"<html><title>Not found</title>", {})})
    assert (home.title, home.gaps) == (None, (Gap("site", "http-404", S),))


def test_a_login_is_what_the_catalogue_asked_for() -> None:
    assert with_login(Transport(), [Gap("catalogue", "login")]).login is True
    assert with_login(Transport(), [Gap("catalogue", "timeout")]).login is None
    assert with_login(Transport(login=True), []).login is False
