"""The read actions of a stand-in CKAN, one function each; results are JSON in parts, so that records are never encoded twice."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from portalaudit.demo.ckan_data import license_register
from portalaudit.demo.http import Part, Request, encode

if TYPE_CHECKING:
    from portalaudit.demo.ckan import CkanPortal

Params = Mapping[str, object]
ALL_FIELDS_MAX = 25
"""ckan.group_and_organization_list_all_fields_max."""
NAMES_MAX = 1000
"""ckan.group_and_organization_list_max."""


class ActionError(Exception):
    """A failure that CKAN puts into its envelope."""

    def __init__(self, status: int, kind: str, message: str | dict[str, list[str]]) -> None:
        self.status, self.kind = status, kind
        self.fields: dict[str, object] = {"message": message} if isinstance(message, str) else dict(message)


class Answer:
    """A result as JSON, in parts."""

    def __init__(self, *parts: Part) -> None:
        self.parts = parts

    @staticmethod
    def of(value: object) -> "Answer":
        return Answer(encode(value))


Action = Callable[["CkanPortal", Request, Params], Answer]
ACTIONS: dict[str, Action] = {}


def _action(function: Action) -> Action:
    ACTIONS[function.__name__] = function
    return function


@_action
def status_show(portal: "CkanPortal", request: Request, params: Params) -> Answer:
    options = portal.options
    result: dict[str, object] = {
        "ckan_version": options.version, "site_url": request.base + options.prefix, "site_description": "",
        "site_title": options.title, "error_emails_to": None, "locale_default": "en", "extensions": list(options.extensions),
    }  # fmt: skip
    if options.hide_version:
        del result["ckan_version"]
    return Answer.of(result)


@_action
def site_read(portal: "CkanPortal", request: Request, params: Params) -> Answer:
    return Answer.of(True)


@_action
def help_show(portal: "CkanPortal", request: Request, params: Params) -> Answer:
    name = str(params.get("name", ""))
    if not name:
        raise ActionError(409, "Validation Error", {"name": ["Missing value"]})
    if name not in ACTIONS:
        raise ActionError(404, "Not Found Error", "Not found: Action function not found")
    return Answer.of(f"The action {name}, as CKAN documents it.")


@_action
def package_list(portal: "CkanPortal", request: Request, params: Params) -> Answer:
    names = portal.catalogue.names
    offset, limit = whole(params, "offset", 0), whole(params, "limit", len(names))
    return Answer.of(names[offset : offset + limit])


@_action
def package_show(portal: "CkanPortal", request: Request, params: Params) -> Answer:
    key = params.get("id") or params.get("name_or_id")
    if not isinstance(key, str):
        raise ActionError(409, "Validation Error", {"name_or_id": ["Missing value"]})
    place = portal.catalogue.place(key)
    if place is None:
        raise ActionError(404, "Not Found Error", "Not found")
    if not portal.catalogue.packages[place].listed:
        raise ActionError(
            403,
            "Authorization Error",
            f"Access denied: User  not authorized to read package {portal.catalogue.packages[place].id}",
        )
    return Answer(portal.catalogue.records[place])


@_action
def package_search(portal: "CkanPortal", request: Request, params: Params) -> Answer:
    options, catalogue = portal.options, portal.catalogue
    if options.search_down:
        raise ActionError(409, "Search Error", "Search error: ['SOLR returned an error running query: …']")
    rows, start = whole(params, "rows", 10), whole(params, "start", 0)
    rows = min(rows, options.rows_max) if options.rows_max else rows
    sort = str(params.get("sort") or "score desc, metadata_modified desc")
    try:
        order = chosen(portal, sort, params)
    except ValueError as error:
        raise ActionError(409, "Search Error", f"Search error: {error}") from error
    if options.unlisted:
        order = order[: len(order) - options.unlisted]
    count = len(order) + options.overcount
    shift = 1 if options.vanishing and start else 0
    fields = _listed(params.get("facet.field"))
    counts = catalogue.facets(fields, order)
    facets = {field: dict(found) for field, found in counts.items()}
    limit = whole(params, "facet.limit", 50)
    details = {
        field: {
            "title": field,
            "items": [
                {"name": name, "display_name": name, "count": n} for name, n in found.most_common(limit if limit > 0 else None)
            ],
        }
        for field, found in counts.items()
    }
    head = b'{"count":%d,"facets":%b,"results":[' % (count - shift, encode(facets))
    tail = b'],"sort":%b,"search_facets":%b}' % (encode(sort), encode(details))
    return Answer(head, catalogue.page(order, start + shift, start + shift + rows), tail)


def chosen(portal: "CkanPortal", sort: str, params: Params) -> Sequence[int]:
    """The places that `q`, `fq` and `fq_list` let through, in order.

    Raises:
        ValueError: a query that Solr could not parse.
    """
    clauses = []
    for query in (str(params.get("fq") or ""), *_listed(params.get("fq_list"))):
        clauses += _clauses(query)
    word = str(params.get("q") or "").strip()
    if ":" in word and word != "*:*":
        clauses += _clauses(word)
        word = ""
    order = portal.catalogue.filtered(sort, tuple(clauses)) if clauses else portal.catalogue.order(sort)
    if word and word != "*:*":
        needle = word.lower().encode()
        order = [place for place in order if needle in bytes(portal.catalogue.records[place]).lower()]
    return order


def _clauses(query: str) -> list[tuple[str, str, bool]]:
    found = []
    for mark, field, quoted, plain in re.findall(r'([+-]?)(\w+|\*):(?:\(?"([^"]*)"\)?|\(?([^\s()"]+)\)?)', query):
        if field != "*":
            found.append((field, quoted or plain, mark != "-"))
    if query.strip() and not found and "*:*" not in query:
        raise ValueError(f"org.apache.solr.search.SyntaxError: Cannot parse '{query}'")
    return found


@_action
def current_package_list_with_resources(portal: "CkanPortal", request: Request, params: Params) -> Answer:
    order = portal.catalogue.order("metadata_modified desc")
    start, limit = whole(params, "offset", 0), whole(params, "limit", 0) or len(order)
    return Answer(b"[", portal.catalogue.page(order, start, start + limit), b"]")


@_action
def organization_list(portal: "CkanPortal", request: Request, params: Params) -> Answer:
    return _things(portal.catalogue.organizations, params)


@_action
def group_list(portal: "CkanPortal", request: Request, params: Params) -> Answer:
    return _things(portal.catalogue.groups, params)


@_action
def organization_show(portal: "CkanPortal", request: Request, params: Params) -> Answer:
    return _thing(portal.catalogue.organizations, params)


@_action
def group_show(portal: "CkanPortal", request: Request, params: Params) -> Answer:
    return _thing(portal.catalogue.groups, params)


@_action
def resource_show(portal: "CkanPortal", request: Request, params: Params) -> Answer:
    raise ActionError(404, "Not Found Error", "Not found: Resource was not found.")


@_action
def license_list(portal: "CkanPortal", request: Request, params: Params) -> Answer:
    return Answer.of(license_register(portal.options.release >= (2, 9)))


@_action
def tag_list(portal: "CkanPortal", request: Request, params: Params) -> Answer:
    return Answer.of(sorted({tag for package in portal.catalogue.packages if package.listed for tag in package.tags}))


@_action
def vocabulary_list(portal: "CkanPortal", request: Request, params: Params) -> Answer:
    return Answer.of([])


def dkan_answer(portal: "CkanPortal", name: str, params: Params) -> Answer | None:
    """What DKAN 1 answers to CKAN's actions: few are there, and package_show gives a list."""
    if name == "package_list":
        return Answer.of(portal.catalogue.names)
    if name == "package_show":
        place = portal.catalogue.place(str(params.get("id", "")))
        return None if place is None else Answer(b"[", portal.catalogue.records[place], b"]")
    if name == "current_package_list_with_resources":
        order = portal.catalogue.by_id
        start = whole(params, "offset", 0)
        return Answer(b"[[", portal.catalogue.page(order, start, start + whole(params, "limit", 10)), b"]]")
    return Answer.of(sorted(portal.catalogue.groups)) if name == "group_list" else None


def whole(params: Params, name: str, default: int) -> int:
    """A whole number among the parameters.

    Raises:
        ActionError: it is none, as CKAN's validators say.
    """
    value = params.get(name)
    if value is None or value == "":
        return default
    if isinstance(value, int) or (isinstance(value, str) and value.strip().isdigit()):
        return max(int(value), 0)
    raise ActionError(409, "Validation Error", {name: ["Invalid integer" if name != "start" else "Must be a natural number"]})


def _things(known: Mapping[str, dict[str, object]], params: Params) -> Answer:
    full = str(params.get("all_fields", "")).lower() in ("true", "1", "yes")
    most = ALL_FIELDS_MAX if full else NAMES_MAX
    offset, limit = whole(params, "offset", 0), min(whole(params, "limit", most), most)
    names = sorted(known)[offset : offset + limit]
    return Answer.of([known[name] for name in names] if full else names)


def _thing(known: Mapping[str, dict[str, object]], params: Params) -> Answer:
    wanted = params.get("id")
    for name, thing in known.items():
        if wanted in (name, thing.get("id")):
            return Answer.of(thing)
    raise ActionError(404, "Not Found Error", "Not found")


def _listed(value: object) -> list[str]:
    """A parameter that may be a list, a JSON list or one word."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return []
    values: Iterable[object] = value if isinstance(value, list) else [value] if value else []
    return [str(item) for item in values]
