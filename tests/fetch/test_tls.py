"""Certificates are always verified; a bad one is a capture that says so."""

import asyncio
import ssl
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from tests.fetch.conftest import Begin
from tests.fetch.site import answer, redirect, serving


def certificate(folder: Path, name: str, san: str) -> tuple[Path, Path]:
    """A self-signed certificate and its key."""
    cert, key = folder / f"{name}.pem", folder / f"{name}.key"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", str(key), "-out", str(cert), "-days", "2", "-subj", "/CN=stand-in", "-addext", f"subjectAltName={san}"]
    subprocess.run(command, check=True, capture_output=True)
    return cert, key


def serving_side(pair: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)
    return context


def test_an_unknown_certificate_is_a_capture(begin: Begin, tmp_path: Path) -> None:
    async def run() -> None:
        pair = certificate(tmp_path, "own", "IP:127.0.0.1")
        async with serving({"/": answer(200, b"x")}, serving_side(pair)) as site, begin() as bench:
            exchange = await bench.fetch.get(site.url)
            assert exchange.capture.error == "tls" and "self-signed" in (exchange.capture.detail or "")
            assert exchange.history == () and site.log == [], "not tried again, nothing sent"
            assert bench.archived() == [exchange.capture]

    asyncio.run(run())


@pytest.mark.parametrize(("san", "error"), [("IP:127.0.0.1", None), ("DNS:data.city.example", "tls"), ("IP:127.0.0.2", "tls")])
def test_the_certificate_is_verified_against_the_name(begin: Begin, tmp_path: Path, san: str, error: str | None) -> None:
    async def run() -> None:
        pair = certificate(tmp_path, "known", san)
        async with serving({"/": answer(200, b"secure")}, serving_side(pair)) as site, begin(ca_file=pair[0]) as bench:
            exchange = await bench.fetch.get(site.url)
            assert exchange.capture.error == error
            if error is None:
                der = ssl.PEM_cert_to_DER_cert(pair[0].read_text())
                assert exchange.body == b"secure" and exchange.capture.tls == sha256(der).hexdigest()
                assert bench.archived()[0].tls == exchange.capture.tls

    asyncio.run(run())


def test_large_bodies_come_whole_over_tls(begin: Begin, tmp_path: Path) -> None:
    async def run() -> None:
        pair = certificate(tmp_path, "known", "IP:127.0.0.1")
        body = bytes(range(256)) * 40_000
        async with serving({"/": answer(200, body)}, serving_side(pair)) as site, begin(ca_file=pair[0]) as bench:
            exchanges = await asyncio.gather(*(bench.fetch.get(site.url) for _ in range(3)))
            assert all(exchange.body == body for exchange in exchanges)

    asyncio.run(run())


def test_plain_http_on_a_tls_port_and_the_other_way_round(begin: Begin, tmp_path: Path) -> None:
    async def run() -> None:
        pair = certificate(tmp_path, "known", "IP:127.0.0.1")

        async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1)
            writer.write(answer(400, b"plain HTTP only"))
            writer.close()

        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        plain = server.sockets[0].getsockname()[1]
        async with server, begin(ca_file=pair[0], attempts=1) as bench:
            assert (await bench.fetch.get(f"https://127.0.0.1:{plain}/")).capture.error == "tls"
            async with serving({"/": redirect(f"http://127.0.0.1:{plain}/")}, serving_side(pair)) as secure:
                assert (await bench.fetch.get(secure.url)).capture.url == f"http://127.0.0.1:{plain}/"
                assert (await bench.fetch.get(f"http://127.0.0.1:{secure.port}/")).capture.error == "connect"

    asyncio.run(run())
