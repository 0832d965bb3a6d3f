"""The OGC search of a stand-in Hub: collections, items by page, and what it refuses."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from portalaudit.demo.arcgis_features import COLLECTIONS, Feature
from portalaudit.demo.http import Request, Response, as_json, encode
from portalaudit.demo.pages import not_found
from portalaudit.demo.records import Records

GEO_TYPE = "application/geo+json; charset=utf-8"
LIMIT_MAX = 100
"""Items a page at most: a larger limit is clamped."""
WINDOW = 10_000
"""Matches that can be reached; beyond them the service answers 500."""
TIMESTAMP = "2026-11-01T00:00:00.000Z"
THROTTLE = (
    ("x-ratelimit-limit-portal_search_throttler", "10"),
    ("x-ratelimit-remaining-portal_search_throttler", "9"),
    ("x-ratelimit-reset-portal_search_throttler", "1"),
)
PROPERTY_FILTERS = ("type", "owner", "tags", "source", "license", "access", "id")


class Search:
    """Features in their collections, encoded once."""

    def __init__(self, features: Sequence[Feature]) -> None:
        self.features = features
        self.places: dict[str, list[int]] = {"all": list(range(len(features)))}
        for name in COLLECTIONS:
            self.places[name] = [place for place, feature in enumerate(features) if feature.collection == name]
        self.records = Records(encode(feature.as_json()) for feature in features)
        self.items = {feature.id.partition("_")[0]: feature for feature in reversed(features)}
        self.by_id = {feature.id: place for place, feature in reversed(list(enumerate(features)))}

    def answer(self, request: Request, path: str) -> Response:
        """A path under `/api/search`."""
        root = request.base + "/api/search/v1"
        words = path.removeprefix("/api/search/v1").strip("/").split("/")
        match words:
            case [""]:
                return as_json({"title": "OGC API - Records", "description": "", "links": self.links(root)}, 200, THROTTLE)
            case ["conformance"]:
                return as_json({"conformsTo": ["http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core"]})
            case ["collections"]:
                return as_json({"collections": [self.collection(root, name) for name in self.places], "links": []}, 200, THROTTLE)
            case ["collections", name] if name in self.places:
                return as_json(self.collection(root, name))
            case ["collections", name, "items"] if name in self.places:
                return self.page(request, f"{root}/collections/{name}/items", self.places[name])
            case ["collections", name, "items", key] if name in self.places and key in self.by_id:
                body = (bytes(self.records[self.by_id[key]]),)
                return Response(200, (("Content-Type", GEO_TYPE), *THROTTLE), body)
            case ["collections", name, "aggregations"] if name in self.places:
                return as_json(self.aggregations(request, self.places[name]))
            case ["collections", *_]:
                return as_json({"statusCode": 404, "message": "Not Found"}, 404)
        return not_found()

    def links(self, root: str) -> list[dict[str, str]]:
        found = [("self", ""), ("conformance", "/conformance"), ("data", "/collections")]
        return [{"rel": rel, "type": "application/json", "title": rel, "href": root + path} for rel, path in found]

    def collection(self, root: str, name: str) -> dict[str, object]:
        items = {"rel": "items", "type": "application/geo+json", "title": "Items", "href": f"{root}/collections/{name}/items"}
        return {"id": name, "title": name, "description": f"Collection {name}", "itemType": "record", "links": [items]}

    def aggregations(self, request: Request, places: Iterable[int]) -> dict[str, object]:
        fields = re.findall(r"\w+", request.one("aggregations").partition("fields=")[2])
        found = []
        for field in fields:
            counts: Counter[str] = Counter()
            for place in places:
                value = self.features[place].properties.get(field)
                counts.update(str(item).lower() for item in (value if isinstance(value, list) else [value] if value else []))
            found.append({"field": field, "aggregations": [{"label": label, "value": n} for label, n in counts.most_common()]})
        return {"aggregations": {"aggregations": found}, "timestamp": TIMESTAMP, "links": []}

    def page(self, request: Request, address: str, places: Sequence[int]) -> Response:
        """A page of a collection, with the links to its neighbours."""
        query = {name: values[-1] for name, values in request.query.items()}
        try:
            limit, start = int(query.get("limit", "10")), int(query.get("startindex", "1"))
            places = self.matching(query, places)
        except ValueError as error:
            return as_json({"statusCode": 400, "message": str(error), "error": "Bad Request"}, 400)
        if limit < 0 or start < 1:
            return as_json({"statusCode": 400, "message": "startindex must be at least 1", "error": "Bad Request"}, 400)
        limit = min(limit, LIMIT_MAX)
        if start + limit - 1 > WINDOW:
            return as_json({"statusCode": 500, "message": "Internal server error"}, 500)
        chosen = places[start - 1 : start - 1 + limit]
        links = [_link("self", address, query, limit, start)]
        if limit and start - 1 + limit < len(places):
            links.append(_link("next", address, query, limit, start + limit))
        if limit and start > 1:
            links.append(_link("prev", address, query, limit, max(1, start - limit)))
        counts = {"timestamp": TIMESTAMP, "numberMatched": len(places), "numberReturned": len(chosen), "links": links}
        body = (b'{"type":"FeatureCollection","features":[', self.records.pick(chosen), b"],", encode(counts)[1:])
        return Response(200, (("Content-Type", GEO_TYPE), *THROTTLE), body)

    def matching(self, query: Mapping[str, str], places: Sequence[int]) -> Sequence[int]:
        """The places that the query lets through, in the order asked for.

        Raises:
            ValueError: a filter that the service would not understand.
        """
        wanted = [(field, query[field]) for field in PROPERTY_FILTERS if field in query]
        text = query.get("filter", "")
        found = re.findall(r"(\w+)\s*=\s*'?([^']*?)'?(?=\s+AND\s|$)", text, re.IGNORECASE)
        if text and not found:
            raise ValueError(f"Cannot parse filter: {text[:100]}")
        for field, value in [*wanted, *found]:
            places = [place for place in places if _has(self.features[place].properties.get(field), value)]
        if query.get("q"):
            word = query["q"].lower()
            places = [place for place in places if word in str(self.features[place].properties.get("title") or "").lower()]
        field = query.get("sortBy", "").lstrip("-").removeprefix("properties.")
        if field:
            descending = query["sortBy"].startswith("-")
            places = sorted(places, key=lambda place: str(self.features[place].properties.get(field) or ""), reverse=descending)
        return places

    def shared(self, request: Request) -> Response:
        """`/search` of the sharing API: pages of at most 100, `nextStart` -1 at the end."""
        start, number = int(request.one("start", "1") or 1), min(int(request.one("num", "10") or 10), LIMIT_MAX)
        found = [feature.properties for feature in self.items.values()]
        following = start + number if start - 1 + number < len(found) else -1
        answer = {
            "query": request.one("q"),
            "total": min(len(found), WINDOW),
            "start": start,
            "num": number,
            "nextStart": following,
        }
        return as_json({**answer, "results": found[start - 1 : start - 1 + number]})


def _has(value: object, wanted: str) -> bool:
    values = value if isinstance(value, list) else [value]
    return any(str(item).lower() == wanted.lower() for item in values)


def _link(rel: str, address: str, query: Mapping[str, str], limit: int, start: int) -> dict[str, str]:
    href = f"{address}?{urlencode({**query, 'limit': limit, 'startindex': start})}"
    return {"rel": rel, "type": "application/geo+json", "title": rel, "href": href}
