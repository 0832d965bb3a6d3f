"""Servers whose pages never end, repeat, or are refused on the way: bounded, and said."""

from collections.abc import Callable
from pathlib import Path

import pytest

from portalaudit.connectors.rows import MOST_BYTES, MOST_PAGES
from portalaudit.connectors.rows.pages import PAGE_ROWS
from portalaudit.demo.http import Request, Response, as_json
from tests.connectors.rows.asking import Paged, ask

KEY = "abcd-2345"
SODA, LAYER = f"/resource/{KEY}.json", "/rest/services/inventory/MapServer/3"
STORE = "/api/3/action/datastore_search?resource_id=r1"

Make = Callable[[int, Request], object]


def soda_rows(start: int, count: int) -> object:
    return [{"n": str(start + n)} for n in range(count)]


def store_rows(start: int, count: int, total: int | None = None) -> object:
    rows = [{"_id": start + n, "n": "x"} for n in range(count)]
    return {"success": True, "result": {"records": rows, "limit": 5, "total": total}}


def layer_rows(start: int, count: int, more: bool = True) -> object:
    rows = [{"attributes": {"OID": start + n}} for n in range(count)]
    return {"features": rows, "exceededTransferLimit": more}


def layer_then(make: Make) -> Make:
    info = {"fields": [{"name": "OID", "type": "esriFieldTypeOID"}], "maxRecordCount": 5}
    return lambda n, request: info if n == 0 else make(n - 1, request)


SAME: dict[str, tuple[str, Make]] = {
    "soda": (SODA, lambda n, _: soda_rows(0, PAGE_ROWS)),
    "datastore": (STORE, lambda n, _: store_rows(0, 5)),
    "features": (LAYER, layer_then(lambda n, _: layer_rows(0, 5))),
}
EVER: dict[str, tuple[str, Make]] = {
    "soda": (SODA, lambda n, _: soda_rows(n * 1_000, 1_000)),
    "datastore": (STORE, lambda n, _: store_rows(n * 5, 5)),
    "features": (LAYER, layer_then(lambda n, _: layer_rows(n * 5, 5))),
}


@pytest.mark.parametrize("kind", SAME)
def test_the_same_page_for_ever_is_taken_once(kind: str, tmp_path: Path) -> None:
    path, make = SAME[kind]
    found = ask(Paged(make), kind, path, tmp_path)
    assert len(found.rows.bodies) == 1
    assert (found.rows.truncated, found.rows.failure) == ("pages", None)
    assert "the same rows again" in (found.rows.detail or "")
    assert len(found.targets) <= 3


@pytest.mark.parametrize("kind", EVER)
def test_pages_that_never_end_are_asked_for_so_often_and_no_more(kind: str, tmp_path: Path) -> None:
    path, make = EVER[kind]
    found = ask(Paged(make), kind, path, tmp_path)
    assert len(found.rows.bodies) == len(found.rows.captures) == MOST_PAGES
    assert found.rows.truncated == "pages"
    assert str(MOST_PAGES) in (found.rows.detail or "")


@pytest.mark.parametrize("kind", EVER)
def test_what_came_before_a_refusal_is_kept(kind: str, tmp_path: Path) -> None:
    path, make = EVER[kind]
    skip = 1 if kind == "features" else 0
    refusing = Paged(lambda n, request: make(n, request) if n - skip < 2 else as_json({"message": "no more"}, 500))
    found = ask(refusing, kind, path, tmp_path)
    assert (len(found.rows.bodies), found.rows.truncated, found.rows.failure) == (2, "pages", None)
    assert "page 3 was refused: http-500" in (found.rows.detail or "")


def test_a_total_that_is_not_there_is_not_believed(tmp_path: Path) -> None:
    def repeats(n: int, request: Request) -> object:
        return store_rows(0, 3, 10_000_000)

    def ends(n: int, request: Request) -> object:
        return store_rows(0, 0 if n else 3, 10_000_000)

    for name, make in (("repeats", repeats), ("ends", ends)):
        found = ask(Paged(make), "datastore", STORE, tmp_path / name)
        assert (found.rows.truncated, len(found.rows.bodies), len(found.targets)) == ("pages", 1, 2), name
        assert (found.rows.detail or "").startswith("3 rows came of 10,000,000 declared; "), name


def test_rows_that_come_twice_by_their_ids_end_it_though_the_page_differs(tmp_path: Path) -> None:
    def shuffled(n: int, request: Request) -> object:
        rows = [{"_id": (n + i) % 5, "n": str(n)} for i in range(5)]
        return {"success": True, "result": {"records": rows, "limit": 5}}

    found = ask(Paged(shuffled), "datastore", STORE, tmp_path)
    assert (len(found.rows.bodies), found.rows.truncated) == (1, "pages")


def test_a_server_that_ignores_paging_and_gives_all_is_asked_once(tmp_path: Path) -> None:
    found = ask(Paged(lambda n, _: soda_rows(0, PAGE_ROWS + 3)), "soda", SODA, tmp_path)
    assert (len(found.targets), found.rows.truncated) == (1, None)


def test_a_layer_that_promises_more_and_gives_none(tmp_path: Path) -> None:
    found = ask(Paged(layer_then(lambda n, _: layer_rows(n * 5, 0 if n else 5))), "features", LAYER, tmp_path)
    assert (len(found.rows.bodies), found.rows.truncated, len(found.targets)) == (1, "pages", 3)
    nothing = ask(Paged(layer_then(lambda n, _: layer_rows(0, 0, more=False))), "features", LAYER, tmp_path / "none")
    assert (len(nothing.rows.bodies), nothing.rows.truncated) == (1, None)


@pytest.mark.parametrize(("kind", "path"), [("soda", SODA), ("datastore", STORE), ("features", LAYER), ("file", "/a.csv")])
def test_a_body_beyond_the_cap_is_refused(kind: str, path: str, tmp_path: Path) -> None:
    part = b" " * (1 << 20)
    huge = Response(200, (("Content-Type", "application/json"),), (part,) * ((MOST_BYTES >> 20) + 1))
    found = ask(Paged(lambda n, _: huge), kind, path, tmp_path)
    assert (found.rows.failure, found.rows.bodies) == ("too-large", ())


ODD = (None, True, 3, "text", [], {}, [[1]], [None, "x", {"a": float("1e308")}], {"a": {"b": []}}, 2**70)


@pytest.mark.parametrize("kind", ["soda", "datastore", "features"])
def test_values_of_any_type_raise_nothing(kind: str, tmp_path: Path) -> None:
    path = {"soda": SODA, "datastore": STORE, "features": LAYER}[kind]
    for number, odd in enumerate(ODD):
        shapes: list[object] = [
            odd,
            [odd, {"a": odd}],
            {"success": True, "result": odd},
            {"success": True, "result": {"records": [odd, {"_id": odd}], "total": odd, "limit": odd, "total_was_estimated": odd}},
            {"fields": odd, "maxRecordCount": odd, "editingInfo": odd, "objectIdField": odd, "advancedQueryCapabilities": odd},
            {"fields": [odd, {"name": odd, "type": "esriFieldTypeOID"}], "maxRecordCount": 2, "error": odd,
             "editingInfo": {"lastEditDate": odd},
             "features": [odd, {"attributes": odd}, {"attributes": {"a": odd}}], "exceededTransferLimit": odd},
        ]  # fmt: skip
        for place, shape in enumerate(shapes):
            ask(Paged(lambda n, _, shape=shape: shape), kind, path, tmp_path / f"{number}-{place}")  # type: ignore[misc]
