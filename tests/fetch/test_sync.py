"""sodapy on our fetcher: every request that it makes is in the ledger and in the archive."""

import asyncio
import json

import pytest
import requests
from sodapy import Socrata

from portalaudit.fetch.sync import FetchAdapter, NotAnswered, session
from tests.fetch.conftest import Begin
from tests.fetch.site import Script, answer, hang, redirect, serving

JSON = ("Content-Type", "application/json; charset=utf-8")
VIEW = {"id": "ydr8-5enu", "name": "Permits", "rowsUpdatedAt": 1420246585}
ROWS = [{"n": "109386", "mx": "2026-08-03T22:12:15.000Z"}]


def client(adapter: FetchAdapter, domain: str) -> Socrata:
    made = Socrata(domain, "s3cret", session_adapter={"prefix": "http://", "adapter": adapter}, timeout=5)
    headers = dict(made.session.headers)
    made.session = session(adapter)
    made.session.headers.update(headers)
    return made


def test_sodapy_asks_through_the_fetcher(begin: Begin) -> None:
    async def run() -> None:
        routes: dict[str, Script | list[Script]] = {
            "/api/views/ydr8-5enu.json": [answer(503), answer(200, json.dumps(VIEW).encode(), JSON)],
            "/resource/ydr8-5enu.json": redirect("/moved"),
            "/moved": answer(200, json.dumps(ROWS).encode(), JSON),
        }
        async with serving(routes) as site, begin() as bench:
            adapter = FetchAdapter(bench.fetch, asyncio.get_running_loop())
            soda = client(adapter, f"127.0.0.1:{site.port}")
            assert await asyncio.to_thread(soda.get_metadata, "ydr8-5enu") == VIEW
            rows = await asyncio.to_thread(lambda: soda.get("ydr8-5enu", select="max(:updated_at) AS mx, count(*) AS n"))
            assert rows == ROWS
            assert bench.fetch.traffic().requests == len(site.log) == 4
            assert [capture.status for capture in bench.archived()] == [503, 200, 302, 200]
            assert {request.headers["x-app-token"] for request in site.log} == {"s3cret"}
            assert all(request.headers["user-agent"].startswith("portalaudit/") for request in site.log)
            assert [exchange.capture for exchange in adapter.exchanges] == [bench.captures[1], bench.captures[3]]

    asyncio.run(run())


def test_errors_are_those_of_requests(begin: Begin) -> None:
    async def run() -> None:
        broken = {"code": "query.soql.no-such-column", "error": True, "message": "No such column: bad"}
        routes: dict[str, Script | list[Script]] = {
            "/resource/aaaa-aaaa.json": answer(400, json.dumps(broken).encode(), JSON),
            "/resource/bbbb-bbbb.json": hang,
            "/resource/cccc-cccc.json": redirect("http://169.254.169.254/"),
        }
        async with serving(routes) as site, begin(attempts=1) as bench:
            soda = client(FetchAdapter(bench.fetch, asyncio.get_running_loop()), f"127.0.0.1:{site.port}")
            soda.timeout = 0.3
            with pytest.raises(requests.HTTPError, match="No such column"):
                await asyncio.to_thread(soda.get, "aaaa-aaaa")
            for name, error in (("bbbb-bbbb", "timeout"), ("cccc-cccc", "address-refused")):
                with pytest.raises(NotAnswered) as caught:
                    await asyncio.to_thread(soda.get, name)
                assert caught.value.exchange.capture.error == error

    asyncio.run(run())


def test_nothing_can_be_written(begin: Begin) -> None:
    async def run() -> None:
        async with serving({}) as site, begin() as bench:
            soda = client(FetchAdapter(bench.fetch, asyncio.get_running_loop()), f"127.0.0.1:{site.port}")
            with pytest.raises(ValueError, match="POST is never sent"):
                await asyncio.to_thread(soda.create, "new")
            with pytest.raises(ValueError, match="DELETE is never sent"):
                await asyncio.to_thread(soda.delete, "ydr8-5enu")
            assert site.log == []

    asyncio.run(run())
