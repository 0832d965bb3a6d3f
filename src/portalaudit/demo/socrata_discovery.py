"""Socrata's Discovery API (`/api/catalog/v1`): its filters, its two ways of paging and what it refuses."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from portalaudit.demo.http import Part, Request, Response, as_json, encode
from portalaudit.demo.records import Records
from portalaudit.demo.socrata_records import DOMAIN, Asset

WINDOW = 10_000
"""offset + limit may not exceed it, and resultSetSize never does."""
KINDS = frozenset(
    ("api", "calendar", "chart", "datalens", "dataset", "federated_href", "file", "filter", "form", "href", "link", "map",
     "measure", "story", "visualization", "system_dataset")
)  # fmt: skip
ORDERS: dict[str, Callable[[Asset], str | int]] = {
    "relevance": lambda asset: -asset.views, "name": lambda asset: asset.name.lower(), "dataset_id": lambda asset: asset.id,
    "datatype": lambda asset: asset.type, "domain_category": lambda asset: asset.category or "", "owner": lambda asset: "",
    "createdAt": lambda asset: asset.created, "updatedAt": lambda asset: asset.updated,
    "page_views_total": lambda asset: asset.views,
    "page_views_last_month": lambda asset: asset.views, "page_views_last_week": lambda asset: asset.views,
}  # fmt: skip
FIELDS: dict[str, Callable[[Asset], Sequence[str]]] = {
    "attribution": lambda asset: (asset.attribution or "",), "license": lambda asset: (asset.license or "",),
    "provenance": lambda asset: (asset.provenance,), "ids": lambda asset: (asset.id,), "tags": lambda asset: asset.tags,
    "categories": lambda asset: (asset.category or "",), "parent_ids": lambda asset: asset.parents,
    "derived_from": lambda asset: asset.parents,
}  # fmt: skip
"""Filters that compare exactly."""


class RefusedError(Exception):
    """A query that the service answers with an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Discovery:
    """The assets of a portal and of those federated into it, in the order of their ids."""

    def __init__(self, assets: Sequence[Asset], records: Records) -> None:
        self.assets, self.records = assets, records
        self.cap = WINDOW
        """The most that resultSetSize admits."""
        self.vanishing = False
        """The last asset of the first page is gone afterwards."""

    def answer(self, request: Request, path: str, domain: str) -> Response:
        """A path under `/api/catalog/v1`; `domain` is how this portal calls itself."""
        words = path.removeprefix("/api/catalog/v1").strip("/").split("/")
        try:
            found = self.found(request, domain)
            match words:
                case [""]:
                    return self.page(request, found)
                case ["domains"]:
                    return _counts("domain", (_shown(self.assets[place].domain, domain) for place in found))
                case ["domain_categories"]:
                    return _counts("domain_category", (self.assets[place].category or "" for place in found))
                case ["domain_tags"]:
                    return _counts("domain_tag", (tag for place in found for tag in self.assets[place].tags))
                case ["domains", name, "facets"]:
                    self.known(name, domain)
                    return self.facets(name, domain)
        except RefusedError as error:
            return as_json({"error": str(error)}, error.status)
        return as_json({"error": "Not found"}, 404)

    def known(self, name: str, domain: str) -> None:
        """Refuse a search context that is no domain."""
        if not any(is_domain(asset.domain, name, domain) for asset in self.assets) and not is_domain(DOMAIN, name, domain):
            raise RefusedError(404, f"Domain not found: {name}")

    def found(self, request: Request, domain: str) -> Sequence[int]:
        """The places of the assets that the filters let through, in the order of their ids."""
        query = {name.removesuffix("[]"): values for name, values in request.query.items()}
        context = query.get("search_context", [""])[-1]
        if context:
            self.known(context, domain)
        domains = [name for value in query.get("domains", []) for name in value.split(",") if name]
        places: Sequence[int] = [place for place, asset in enumerate(self.assets) if asset.public]
        if domains:
            places = self.kept(places, lambda asset: any(is_domain(asset.domain, name, domain) for name in domains))
        elif context and not is_domain(DOMAIN, context, domain):
            places = self.kept(places, lambda asset: is_domain(asset.domain, context, domain))
        kinds = [word for value in query.get("only", []) for word in value.split(",") if word]
        if kinds:
            singular = {kind if kind in KINDS else _singular(kind) for kind in kinds}
            if not singular <= KINDS:
                raise RefusedError(400, f"'only' must be one of {', '.join(sorted(KINDS))}; got {', '.join(kinds)}")
            places = self.kept(places, lambda asset: asset.type in singular)
        for name, values in query.items():
            places = self.filtered(places, name, values, bool(context))
        return places

    def filtered(self, places: Sequence[int], name: str, values: list[str], context: bool) -> Sequence[int]:
        """What one filter lets through; custom metadata can be asked for in a search context only."""
        if name in FIELDS:
            read, wanted = FIELDS[name], {word for value in values for word in (value.split(",") if name == "ids" else [value])}
            return self.kept(places, lambda asset: not wanted.isdisjoint(read(asset)))
        if name in ("names", "q") and values[-1]:
            needle = values[-1].lower()
            return self.kept(places, lambda asset: needle in asset.name.lower())
        if "_" in name and name[0].isupper() and context:
            pairs = {(name, value) for value in values}
            return self.kept(places, lambda asset: not pairs.isdisjoint(asset.custom))
        return places

    def kept(self, places: Sequence[int], test: Callable[[Asset], bool]) -> list[int]:
        return [place for place in places if test(self.assets[place])]

    def page(self, request: Request, found: Sequence[int]) -> Response:
        """A page, by offset or by scroll id."""
        query = request.query
        limit, offset = _whole(request, "limit", 100), _whole(request, "offset", 0)
        if limit > WINDOW or offset + limit > WINDOW:
            raise RefusedError(400, f"Invalid value for offset/limit: offset + limit must not exceed {WINDOW}")
        count = min(len(found), self.cap)
        if "scroll_id" in query:
            if "order" in query:
                raise RefusedError(400, "order and scroll_id cannot be combined")
            after = query["scroll_id"][-1]
            if self.vanishing and after:
                found = [place for place in found if self.assets[place].id != self.vanished(found)]
            chosen = [place for place in found if self.assets[place].id > after][:limit]
        else:
            name, _, direction = query.get("order", ["relevance"])[-1].partition(" ")
            if name not in ORDERS or direction.upper() not in ("", "ASC", "DESC"):
                raise RefusedError(400, f"'order' must be one of {', '.join(ORDERS)}; got {name}")
            key = ORDERS[name]
            ordered = sorted(found, key=lambda place: key(self.assets[place]), reverse=direction.upper() == "DESC")
            shift = 1 if self.vanishing and offset else 0
            chosen = ordered[offset + shift : offset + shift + limit]
        parts: tuple[Part, ...] = (b'{"results":[', self.records.pick(chosen), b"],")
        tail = {"resultSetSize": count, "timings": {"serviceMillis": 12, "searchMillis": [3, 5]}, "warnings": []}
        return Response(200, (("Content-Type", "application/json; charset=utf-8"),), (*parts, encode(tail)[1:]))

    def vanished(self, found: Sequence[int]) -> str:
        """The asset that goes away: the one two thirds down the catalogue."""
        return self.assets[found[len(found) * 2 // 3]].id if found else ""

    def facets(self, name: str, domain: str) -> Response:
        """What a domain's assets can be filtered by, with counts."""
        counts: dict[str, Counter[str]] = {"datatypes": Counter(), "categories": Counter(), "tags": Counter()}
        for asset in self.assets:
            if asset.public and is_domain(asset.domain, name, domain):
                counts["datatypes"][asset.type] += 1
                counts["categories"].update([asset.category] if asset.category else [])
                counts["tags"].update(asset.tags)
                for key, value in asset.custom:
                    counts.setdefault(key, Counter())[value] += 1
        return as_json([
            {"facet": facet, "count": found.total(), "values": [{"value": value, "count": n} for value, n in found.most_common()]}
            for facet, found in counts.items()
        ])  # fmt: skip


def is_domain(owner: str, name: str, domain: str) -> bool:
    """Whether a client means this owner by a name, with or without port."""
    name = name.lower()
    return name in (domain, domain.rpartition(":")[0]) if owner == DOMAIN else name == owner.lower()


def _shown(owner: str, domain: str) -> str:
    return domain if owner == DOMAIN else owner


def _singular(kind: str) -> str:
    if kind == "stories":
        return "story"
    return kind.removesuffix("s")


def _whole(request: Request, name: str, default: int) -> int:
    text = request.one(name) or str(default)
    if not text.isdigit():
        raise RefusedError(400, f"'{name}' must be a non-negative integer; got {text}")
    return int(text)


def _counts(label: str, values: Iterable[str]) -> Response:
    found = Counter(value for value in values if value)
    results = [{label: value, "count": n} for value, n in found.most_common()]
    return as_json({"results": results, "resultSetSize": len(results), "timings": {"serviceMillis": 4, "searchMillis": [2]}})
