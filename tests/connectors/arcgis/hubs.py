"""Hubs for tests: feeds, features and pages of them."""

from collections.abc import Mapping, Sequence

from portalaudit.demo.http import Request, Response, as_html, as_json
from tests.connectors.dcat.reading import a_catalogue, an_entry

SITE = "https://data.example.org"
SERVICE = "https://services.arcgis.com/orgA/arcgis/rest/services/S/FeatureServer/0"


def hex_of(number: int) -> str:
    return f"{number:032x}"


def an_item(number: int, layer: int | None = 0, **changes: object) -> dict[str, object]:
    """An entry of a Hub's feed."""
    key = hex_of(number) + ("" if layer is None else f"&sublayer={layer}")
    known = {
        "identifier": f"https://www.arcgis.com/home/item.html?id={key}", "landingPage": f"{SITE}/datasets/city::set-{number}",
        "title": f"Set {number}",
        "distribution": [
            {"title": "ArcGIS Hub Dataset", "format": "Web Page", "mediaType": "text/html", "accessURL": f"{SITE}/datasets/x"},
            {"title": "ArcGIS GeoService", "format": "ArcGIS GeoServices REST API", "mediaType": "application/json",
            "accessURL": SERVICE},
        ],
        **changes,
    }  # fmt: skip
    return an_entry(**known)


def a_feature(number: int, layer: int | None = 0, **changes: object) -> dict[str, object]:
    """A feature of the OGC search; changes are of its properties."""
    key = hex_of(number) + ("" if layer is None else f"_{layer}")
    properties = {
        "id": key, "title": f"Set {number}", "type": "Feature Service", "owner": "city_gis", "orgid": "orgA",
        "source": "City of Example",
        "created": 1_611_934_478_000, "modified": 1_627_417_486_000, "tags": ["trees"], "description": "Trees",
        "licenseInfo": None,
        "license": "none", "access": "public", "url": SERVICE, "numViews": 690, **changes,
    }  # fmt: skip
    return {"id": key, "type": "Feature", "geometry": None, "properties": properties}


def a_page(features: Sequence[object], matched: int | None = None, following: str | None = None) -> dict[str, object]:
    links = [{"rel": "next", "href": following}] if following else []
    return {
        "type": "FeatureCollection",
        "features": list(features),
        "numberMatched": len(features) if matched is None else matched,
        "links": links,
    }


def a_hub(feed: Sequence[object] | None, features: Sequence[object] | None, **more: object) -> dict[str, object]:
    """Answers of a site: path → response. None for an interface that is not there."""
    answers: dict[str, object] = {"/": as_html("<title>City Data</title>"), **more}
    if feed is not None:
        answers["/api/feed/dcat-us/1.1.json"] = as_json(a_catalogue(*feed))
    if features is not None:
        answers["/api/search/v1/collections/all/items"] = paged(features)
    return answers


def paged(features: Sequence[object]) -> object:
    def answer(request: Request) -> Response:
        limit, start = min(int(request.one("limit", "10")), 100), int(request.one("startindex", "1"))
        shown = features[start - 1 : start - 1 + limit]
        after = start + len(shown)
        following = f"{request.base}{request.path}?limit={limit}&startindex={after}" if after <= len(features) else None
        return as_json(a_page(shown, len(features), following))

    return answer


def by_title(rows: Mapping[str, Mapping[str, object]]) -> dict[object, Mapping[str, object]]:
    return {row["title"]: row for row in rows.values()}
