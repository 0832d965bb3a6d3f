"""Questions about rows as the stand-ins answer them, and the rows behind generated catalogues."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from portalaudit.demo.catalogues import rows, words
from portalaudit.demo.catalogues.entries import REFERENCE
from portalaudit.demo.ckan import ckan_portal
from portalaudit.demo.datastore import StoreOptions
from portalaudit.demo.generate import generate
from portalaudit.demo.server import serve
from portalaudit.demo.stored import HELD, Tables, of_records
from portalaudit.demo.tables import Column, LayerOptions, Table, TableOptions, with_tables
from tests.demo.asking import ask

COLUMNS = (
    Column("name"), Column("opened", "timestamp", "Opened", "When it was opened."), Column("amount", "numeric"),
    Column("day", "date"), Column("opened, date"),
)  # fmt: skip
ROWS = [
    ["b", "2026-05-01T10:00:00", 3.5, "2026-05-01", "x"], ["a", None, None, None, "x"],
    ["c", "8291-01-01T00:00:00", 1.0, "2020-02-29", "y"], ["a", "2026-05-01T10:00:00", 2.0, None, None],
]  # fmt: skip
STORE = "/api/3/action/datastore_search"
LAYER = "/arcgis/rest/services/permits/FeatureServer/0"


def served(**options: Any) -> Any:
    return serve(with_tables(ckan_portal([]), {"permits": Table(COLUMNS, lambda: ROWS)}, options=TableOptions(**options)))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served() as server:
        yield server.url


def names(url: str, **query: Any) -> list[Any]:
    found = ask(url, STORE, resource_id="permits", **query).json()["result"]["records"]
    return [record.get("name") for record in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["b", "a", "c", "a"]),
        ({"limit": 0}, []),
        ({"sort": "name desc"}, ["c", "b", "a", "a"]),
        ({"sort": "opened desc,name"}, ["a", "c", "a", "b"]),  # nulls are the greatest
        ({"sort": "opened desc nulls last,name"}, ["c", "a", "b", "a"]),
        ({"sort": "opened asc,_id"}, ["b", "a", "c", "a"]),
        ({"sort": '"opened, date" desc'}, None),  # split at the comma
        ({"sort": ['"opened, date" desc', "_id desc"]}, ["a", "c", "a", "b"]),
        ({"distinct": "true", "fields": "name", "sort": "name"}, ["a", "b", "c"]),
        ({"filters": '{"name": "a"}', "sort": "_id desc", "limit": 1}, ["a"]),
        ({"sort": "nothing"}, None),
        ({"fields": "nothing"}, None),
        ({"sql": "SELECT 1"}, None),
    ],
)
def test_the_datastore_sorts_filters_and_tells_values_apart(url: str, query: dict[str, Any], expected: list[str] | None) -> None:
    if expected is None:
        assert ask(url, STORE, resource_id="permits", **query).status == 409
    else:
        assert names(url, **query) == expected


def test_the_datastore_tells_fields_and_totals(url: str) -> None:
    found = ask(url, STORE, resource_id="permits", limit=1, fields="opened,amount").json()["result"]
    assert found["fields"] == [
        {"id": "opened", "type": "timestamp",
         "info": {"label": "Opened", "notes": "When it was opened.", "type_override": ""}},
        {"id": "amount", "type": "numeric"},
    ]  # fmt: skip
    assert (found["records"], found["total"], found["total_was_estimated"]) == (
        [{"opened": "2026-05-01T10:00:00", "amount": 3.5}], 4, False,
    )  # fmt: skip
    assert ask(url, STORE, resource_id="permits", distinct="true", fields="name").json()["result"]["total"] == 3
    assert "total" not in ask(url, STORE, resource_id="permits", include_total="false").json()["result"]


def test_old_releases_take_less_and_totals_may_be_told_otherwise() -> None:
    with served(store=StoreOptions((2, 7), estimated=True, declared=10_000_000)) as server:
        assert ask(server.url, STORE, resource_id="permits", sort="opened desc nulls last").status == 409
        assert ask(server.url, STORE, resource_id="permits", include_total="false").status == 409
        found = ask(server.url, STORE, resource_id="permits", sort="opened desc").json()["result"]
    assert (found["total"], found["total_was_estimated"], len(found["records"])) == (10_000_000, True, 4)


def query(url: str, **asked: Any) -> Any:
    return ask(url, f"{LAYER}/query", **{"where": "1=1", "f": "json", **asked}).json()


def statistics(*wanted: tuple[str, str]) -> str:
    parts = (
        f'{{"statisticType":"{kind}","onStatisticField":"{field}","outStatisticFieldName":"{kind}_{field}"}}'
        for kind, field in wanted
    )
    return f"[{','.join(parts)}]"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"outStatistics": statistics(("count", "OBJECTID"), ("max", "amount"), ("min", "opened"), ("max", "day"))},
         [{"count_OBJECTID": 4, "max_amount": 3.5, "min_opened": 1_777_629_600_000, "max_day": "2026-05-01"}]),
        ({"outStatistics": statistics(("max", "opened")), "where": "opened <= TIMESTAMP '2026-11-01 23:59:59'"},
         [{"max_opened": 1_777_629_600_000}]),
        ({"outStatistics": statistics(("count", "name")), "groupByFieldsForStatistics": "name", "orderByFields": "name DESC",
          "where": "NOT name IS NULL AND (amount > 1 OR name = 'c')"},
         [{"name": "c", "count_name": 1}, {"name": "b", "count_name": 1}, {"name": "a", "count_name": 1}]),
        ({"outFields": "opened", "orderByFields": "opened DESC", "resultRecordCount": 1, "where": "opened IS NOT NULL"},
         [{"opened": 199_471_507_200_000}]),
        ({"outFields": "day", "orderByFields": "day DESC", "where": "day <= DATE '2025-01-01'"}, [{"day": "2020-02-29"}]),
    ],
)  # fmt: skip
def test_layers_compute_what_is_asked(url: str, asked: dict[str, Any], expected: list[dict[str, Any]]) -> None:
    assert [row["attributes"] for row in query(url, **asked)["features"]] == expected


@pytest.mark.parametrize(
    "asked",
    [
        {"where": "nothing = 1"}, {"where": "1=1; DROP TABLE t"}, {"where": "name = 'a"}, {"orderByFields": "nothing DESC"},
        {"outStatistics": "max"}, {"outStatistics": statistics(("max", "nothing"))},
        {"outStatistics": statistics(("median", "day"))}, {"outFields": "nothing"},
    ],
)  # fmt: skip
def test_layers_refuse_within_status_200(url: str, asked: dict[str, Any]) -> None:
    assert query(url, **asked)["error"]["code"] == 400


def test_layers_count_and_differ(url: str) -> None:
    assert query(url, returnCountOnly="true", where="name = 'a'") == {"count": 2}
    fields = {field["name"]: field["type"] for field in ask(url, LAYER, f="json").json()["fields"]}
    assert fields["opened"] == "esriFieldTypeDate" and fields["day"] == "esriFieldTypeDateOnly"
    with served(layer=LayerOptions(statistics=None, pages=False, upper=True)) as server:
        assert query(server.url, outStatistics=statistics(("max", "amount")))["error"]["code"] == 400
        assert query(server.url, resultRecordCount=1)["error"]["code"] == 400
        assert query(server.url, outFields="name")["features"][0]["attributes"] == {"NAME": "b"}


def test_more_tables_than_are_held_at_once() -> None:
    asked = []

    def make(key: str) -> Table:
        asked.append(key)
        return of_records([{"key": key}])

    tables = Tables(make=make)
    for key in [*map(str, range(HELD + 1)), "0", str(HELD)]:
        found = tables.get(key)
        assert found is not None and found.run("SELECT c0 FROM t") == [(key,)]
    assert asked == [*map(str, range(HELD + 1)), "0"]


def stored(url: str) -> list[dict[str, Any]]:
    packages = ask(url, "/api/3/action/package_search", rows=1000).json()["result"]["results"]
    return [resource for package in packages for resource in package["resources"]]


def test_generated_catalogues_have_rows_that_mostly_agree_with_their_stamps() -> None:
    with serve(generate("ckan", 150, 3)) as server:
        resources = stored(server.url)
        silent = next(resource for resource in resources if not resource["datastore_active"])
        assert ask(server.url, STORE, resource_id=silent["id"]).status == 404
        late = []
        for resource in [one for one in resources if one["datastore_active"]]:
            found = ask(server.url, STORE, resource_id=resource["id"], limit=1000).json()["result"]
            assert found["total"] == len(found["records"]) >= 20
            if {"id": "date_opened", "type": "timestamp"}.items() <= found["fields"][2].items():
                stamp = datetime.fromisoformat(resource["last_modified"])
                opened = [datetime.fromisoformat(record["date_opened"]) for record in found["records"]]
                late.append((stamp - max((when for when in opened if when <= stamp), default=stamp)).days)
    assert len(late) > 80
    assert 0.03 < sum(days > 365 for days in late) / len(late) < 0.25
    assert sum(days < 60 for days in late) / len(late) > 0.7


def test_rows_are_the_same_for_the_same_catalogue() -> None:
    bodies = []
    for _ in range(2):
        with serve(generate("ckan", 40, 3)) as server:
            key = next(resource["id"] for resource in stored(server.url) if resource["datastore_active"])
            bodies.append(ask(server.url, STORE, resource_id=key).json()["result"])
    assert bodies[0] == bodies[1]


def test_generated_layers_lie_on_the_site_itself_and_tell_when_they_were_edited() -> None:
    with serve(generate("arcgis", 40, 3)) as server:
        entries = ask(server.url, "/data.json").json()["dataset"]
        layers = [
            (entry["modified"], one["accessURL"])
            for entry in entries
            for one in entry["distribution"]
            if "FeatureServer" in one["accessURL"]
        ]
        assert layers and all(address.startswith(server.url) for _, address in layers)
        stamp, address = layers[0]
        path = address.removeprefix(server.url)
        edited = ask(server.url, path, f="json").json()["editingInfo"]["dataLastEditDate"]
        assert edited == int(datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp() * 1000)
        assert edited <= REFERENCE.timestamp() * 1000
        assert ask(server.url, f"{path}/query", where="1=1", returnCountOnly="true", f="json").json()["count"] >= 20
        found = ask(server.url, "/api/search/v1/collections/all/items", limit=1).json()
        assert "services1.arcgis.com" not in str(found)


@pytest.mark.parametrize("odd", words.ODD_DATES)
def test_a_layer_whose_entry_tells_an_odd_date_has_rows(odd: str) -> None:
    """Of the year in which it was issued, where that date cannot be."""
    layer = "https://gis.example.org/arcgis/rest/services/Trees/FeatureServer/0"
    entry = {"modified": odd, "issued": "2024-05-06T00:00:00Z", "distribution": [{"accessURL": layer}]}
    table = rows.of_hub([entry])("Trees")

    assert table is not None
    assert len(list(table.rows())) > 0
