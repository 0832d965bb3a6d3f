"""Which addresses are asked: the guard's table, redirects on real sockets, names that change their mind."""

import asyncio
import socket

import pytest

from portalaudit.fetch.address import BadAddress, normalise, redirected, with_params
from portalaudit.fetch.guard import AddressRefused, Guard
from tests.fetch.conftest import Begin
from tests.fetch.site import answer, redirect, serving

FORBIDDEN = [
    "http://127.0.0.1/", "http://127.1.2.3/", "http://[::1]/", "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://0.0.0.0/", "http://224.0.0.1/", "http://255.255.255.255/",
    "http://240.0.0.1/", "http://192.0.2.1/", "http://198.18.0.1/", "http://192.88.99.1/", "http://[::]/", "http://[fe80::1]/",
    "http://[fc00::1]/", "http://[ff02::1]/", "http://[fec0::1]/", "http://[::ffff:10.0.0.1]/", "http://[::ffff:127.0.0.1]/",
    "http://[::10.0.0.1]/", "http://[64:ff9b::10.0.0.1]/", "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::]/", "http://[2002:a00:1::]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "http://[2001:db8::1]/", "http://[fd00:ec2::254]/",
    "http://2130706433/", "http://017700000001/", "http://0x7f000001/", "http://0x7f.1/", "http://127.1/", "http://0177.0.0.1/",
    "http://127.0.0.1./", "http://8.8.8.8./", "http://134744072/", "http://010.010.010.010/", "http://8.8.2056/",
    "http://user:secret@example.org/", "http://example.org:22/", "http://example.org:6379/", "http://example.org:25/",
]  # fmt: skip
ALLOWED = [
    "http://8.8.8.8/", "https://example.org/", "https://example.org:8443/", "http://example.org:8080/", "http://[2606:4700::1111]/",
    "https://gis.example.org:6443/arcgis", "http://[64:ff9b::8.8.8.8]/", "https://data.example.org:443/", "http://1password.com/",
]  # fmt: skip


@pytest.mark.parametrize("url", FORBIDDEN)
def test_forbidden_by_spelling_or_address(url: str) -> None:
    with pytest.raises(AddressRefused):
        Guard().vet(normalise(url))


@pytest.mark.parametrize("url", ALLOWED)
def test_allowed(url: str) -> None:
    Guard().vet(normalise(url))


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "example.org", "//example.org/", "javascript:alert(1)", "http://", "http:///x",
            "http://[::1", "http://exa mple.org/", "http://ex<script>/", "http://a.org:99999/", "http://a.org:x/", "http://\u2024/",
            "http://fe80::1%25eth0/", "http://" + "a" * 20_000, "http://[fe80::1%25eth0]/"],
)  # fmt: skip
def test_what_is_no_web_address(url: str) -> None:
    with pytest.raises((BadAddress, AddressRefused)):
        Guard().vet(normalise(url))


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        ("https://example.org:443/a/./b/../c?q=ä#frag", "https://example.org/a/c?q=%C3%A4"),
        ("http://bücher.example/ü b", "http://xn--bcher-kva.example/%C3%BC%20b"),
        ("http://example.org/100%?x=50%&y=%41", "http://example.org/100%25?x=50%25&y=%41"),
        ("http://example.org/../../x/..", "http://example.org/"),
        ("http://１２７.0.0.1/", "http://127.0.0.1/"),
        ("http://example.org/a\nb\x00", "http://example.org/a%0Ab%00"),
        ("http://example.org/?$select=max(:updated_at)&a[]=1|2", "http://example.org/?$select=max(:updated_at)&a[]=1%7C2"),
    ],
)
def test_one_spelling_for_each_address(url: str, same: str) -> None:
    assert normalise(url) == same
    assert normalise(same) == same


def test_parameters_are_added_in_order() -> None:
    assert with_params("http://x.org/a?b=1#f", {"$q": "ä b", "n": 2}) == "http://x.org/a?b=1&%24q=%C3%A4%20b&n=2#f"
    assert with_params("http://x.org/a", None) == "http://x.org/a"


@pytest.mark.parametrize(
    ("location", "goes_to"),
    [("/b", "http://x.org/b"), ("//y.org", "http://y.org/"), ("?c", "http://x.org/a?c"), ("/caf\xc3\xa9", "http://x.org/caf%C3%A9"),
     ("https://y.org/#top", "https://y.org/"), ("b c", "http://x.org/b%20c")],
)  # fmt: skip
def test_redirects_are_resolved(location: str, goes_to: str) -> None:
    assert redirected("http://x.org/a", location) == goes_to


@pytest.mark.parametrize(
    ("named", "host", "address", "allowed"),
    [
        ((), "127.0.0.1", "127.0.0.1", True),
        ((), "127.0.0.1", "127.0.0.9", True),
        ((), "x", "10.0.0.1", False),
        (("http://127.0.0.1:8001",), "127.0.0.1", "127.0.0.1", True),
        (("http://127.0.0.1:8001",), "127.0.0.2", "127.0.0.2", False),
        (("http://127.0.0.1:8001",), "x", "127.0.0.1", True),
        (("http://10.1.1.1",), "10.1.1.1", "10.1.1.1", True),
        (("http://10.1.1.1",), "10.1.1.2", "10.1.1.2", False),
        (("http://10.1.1.1",), "127.0.0.1", "127.0.0.1", False),
        (("http://ckan.lan",), "ckan.lan", "192.168.1.5", True),
        (("http://ckan.lan",), "other.lan", "192.168.1.5", False),
        (("http://ckan.lan",), "ckan.lan", "169.254.169.254", False),
        (("http://169.254.169.254",), "169.254.169.254", "169.254.169.254", False),
        (("http://[::ffff:10.0.0.1]",), "x", "::ffff:10.0.0.1", False),
        (("http://127.0.0.1",), "x", "8.8.8.8", True),
    ],
)
def test_one_s_own_targets_and_no_others(named: tuple[str, ...], host: str, address: str, allowed: bool) -> None:
    guard = Guard(allow_private=True, named=named)
    if allowed:
        guard.check(host, address)
    else:
        with pytest.raises(AddressRefused):
            guard.check(host, address)


EVIL = [
    "http://169.254.169.254/latest/meta-data/", "http://[::ffff:10.0.0.1]/", "http://[::ffff:127.0.0.1]:{port}/", "http://2130706433:{port}/",
    "http://017700000001:{port}/", "http://0x7f000001:{port}/", "http://127.1:{port}/", "http://10.0.0.1/", "http://192.168.0.1/",
    "http://127.0.0.2:{port}/", "http://[::1]:{port}/", "http://0.0.0.0:{port}/", "file:///etc/passwd", "gopher://127.0.0.1:{port}/",
    "http://user@127.0.0.1:{port}/",
]  # fmt: skip


@pytest.mark.parametrize("location", EVIL)
def test_redirects_to_forbidden_addresses_end_there(begin: Begin, location: str) -> None:
    async def run() -> None:
        async with serving({"/": answer(200, b"secret")}) as trap:
            start = redirect(location.format(port=trap.port))
            async with serving({"/": start}) as site, begin(named=(site.url,)) as bench:
                exchange = await bench.fetch.get(site.url)
                assert exchange.capture.error == "address-refused" and exchange.capture.status is None and exchange.body == b""
                assert [capture.status for capture in exchange.history] == [302]
                assert trap.log == [] and len(site.log) == 1
                assert bench.archived() == [*exchange.history, exchange.capture]

    asyncio.run(run())


def test_redirects_on_the_named_host_may_change_the_port(begin: Begin) -> None:
    async def run() -> None:
        found = serving({"/there": answer(200, b"found")})
        async with found as other, serving({"/": redirect(f"{other.url}/there", 307)}) as site, begin(named=(site.url,)) as bench:
            exchange = await bench.fetch.get(site.url)
            assert exchange.body == b"found" and bench.fetch.resolve(exchange) == f"{other.url}/there"

    asyncio.run(run())


def test_without_allow_private_not_even_a_target_on_loopback_is_asked(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/": answer()}) as site, begin(rate=1, allow_private=False, named=(site.url,)) as bench:
            assert (await bench.fetch.get(site.url)).capture.error == "address-refused"
            assert (await bench.fetch.get(f"http://localhost:{site.port}/")).capture.error == "address-refused"
            assert site.log == []

    asyncio.run(run())


@pytest.mark.parametrize(
    ("scripts", "hops", "error"),
    [
        ({"/": redirect("/")}, 1, "redirect-loop"),
        ({"/": redirect("/a"), "/a": redirect("/b"), "/b": redirect("/a")}, 3, "redirect-loop"),
        ({"/": redirect("/0"), **{f"/{n}": redirect(f"/{n + 1}") for n in range(30)}}, 11, "redirect-loop"),
        ({"/": redirect("/a"), "/a": redirect("b", 301), "/b": redirect("?c", 308)}, 4, None),
    ],
)
def test_redirects_end(begin: Begin, scripts: dict[str, bytes], hops: int, error: str | None) -> None:
    async def run() -> None:
        routes = {**scripts, "/b": [scripts["/b"], answer(200, b"end")]} if error is None else dict(scripts)
        async with serving(routes) as site, begin() as bench:  # type: ignore[arg-type]
            exchange = await bench.fetch.get(site.url)
            assert exchange.capture.error == error and len(site.log) == hops
            assert len(exchange.history) == hops - (error is None)

    asyncio.run(run())


def test_a_redirect_without_a_place_is_the_answer(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/": answer(302, b"where?")}) as site, begin() as bench:
            exchange = await bench.fetch.get(site.url)
            assert exchange.capture.status == 302 and exchange.body == b"where?"

    asyncio.run(run())


def test_a_host_that_turns_private_is_refused_the_second_time(begin: Begin) -> None:
    """A resolver of our own on the loop: real look-ups need a network."""
    answers = [["203.0.113.9"], ["8.8.8.8", "10.0.0.1"], ["127.0.0.1"], ["::ffff:169.254.169.254"]]
    asked: list[str] = []

    class Loop(asyncio.SelectorEventLoop):
        async def getaddrinfo(self, host: str, port: int, **_: object) -> list[tuple[object, ...]]:  # type: ignore[override]
            asked.append(str(host))
            return [
                (socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in answers.pop(0)
            ]

    async def run() -> None:
        async with serving({"/": answer(200, b"secret")}) as trap, begin(rate=50, allow_private=False) as bench:
            for _ in range(4):
                exchange = await bench.fetch.get("http://rebind.example:8080/")
                assert exchange.capture.error == "address-refused", exchange.capture
            assert trap.log == []
        assert asked == ["rebind.example"] * 4

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(run())


def test_opted_out_hosts_are_left_alone(begin: Begin) -> None:
    async def run() -> None:
        async with serving({"/": answer()}) as site, begin(opted_out=frozenset({"127.0.0.1", "city.example"})) as bench:
            for url in (site.url, "https://data.city.example/", "https://city.example/"):
                assert (await bench.fetch.get(url, invited=True)).capture.error == "opted-out"
            assert site.log == []

    asyncio.run(run())
