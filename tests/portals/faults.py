"""Faults on top of any stand-in: each is one switch, `NAME[=VALUE][@REGEX][*TIMES]`.

VALUE is the fault's measure (seconds, megabytes), REGEX limits it to the addresses (path and query) in which it is found, TIMES
to the first so many requests to each address. Without a regex a fault holds for every address but `/robots.txt`.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import format_datetime

from portalaudit import clock
from portalaudit.demo.arcgis import HubPortal
from portalaudit.demo.ckan import CkanPortal
from portalaudit.demo.http import Manner, Portal, Request, Response, as_html, as_text, redirect
from portalaudit.demo.socrata import SocrataPortal
from portalaudit.errors import UsageError
from tests.portals import bodies

ROBOTS = "^/robots.txt$"
Change = Callable[[Request, Response, float], Response]
SPEC = re.compile(r"(?P<name>[\w.-]+)(?:=(?P<value>[\d.]+))?(?:@(?P<where>.+?))?(?:\*(?P<times>\d+))?")


@dataclass(frozen=True, slots=True)
class Fault:
    """A switch on the answers of a portal."""

    text: str
    change: Change
    value: float = 0.0
    times: int = 0
    """How many requests to each address it spoils; 0 for all."""
    json_only: bool = False
    """Spoils answers that are JSON; the others stay as they are."""
    where: str | None = None
    """The addresses it is about, where no regex is given; else all but `/robots.txt`."""
    missing_only: bool = False
    """Spoils what is a 404, unless a regex says what."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A switch on the portal itself."""

    text: str
    kind: type[CkanPortal] | type[SocrataPortal] | type[HubPortal]
    options: Mapping[str, object]


class Faulty:
    """A portal whose answers are spoilt."""

    def __init__(self, inner: Portal, fault: Fault, value: float, where: str | None, times: int) -> None:
        self.inner, self.fault, self.value, self.times = inner, fault, value, times
        self.where = re.compile(where or fault.where or "") if where or fault.where else None
        self.seen: Counter[str] = Counter()

    def answer(self, request: Request) -> Response:
        response = self.inner.answer(request)
        meant = self.where.search(request.target) if self.where else request.path != "/robots.txt"
        kind = bodies.is_json(response) or not self.fault.json_only
        kind = kind and (response.status == 404 or not self.fault.missing_only or self.where is not None)
        if not meant or not kind:
            return response
        self.seen[request.target] += 1
        if self.times and self.seen[request.target] > self.times:
            return response
        return self.fault.change(request, response, self.value)


def _always(answer: Response) -> Change:
    return lambda request, response, value: answer


def _body(change: Callable[[Response], Response]) -> Change:
    return lambda request, response, value: change(response)


def _manner(**changes: object) -> Change:
    return lambda request, response, value: replace(response, manner=Manner(**changes))  # type: ignore[arg-type]


def _to(target: str) -> Change:
    return lambda request, response, value: redirect(target)


def _slow_head(request: Request, response: Response, value: float) -> Response:
    return replace(response, manner=Manner(head_delay=value))


def _slow_body(request: Request, response: Response, value: float) -> Response:
    size = max(1, response.length // 20)
    return replace(response, manner=Manner(part_size=size, part_delay=value / max(1, response.length / size)))


def _reset(request: Request, response: Response, value: float) -> Response:
    return replace(response, manner=Manner(cut_after=max(1, response.length // 2)))


def _limited(request: Request, response: Response, value: float) -> Response:
    return as_text("Too Many Requests\n", 429, [("Retry-After", f"{int(value)}")])


def _limited_until(request: Request, response: Response, value: float) -> Response:
    moment = clock.now() + timedelta(seconds=value)
    return as_text("Too Many Requests\n", 429, [("Retry-After", format_datetime(moment, usegmt=True))])


def _loop(request: Request, response: Response, value: float) -> Response:
    return redirect(request.target)


def _chain(request: Request, response: Response, value: float) -> Response:
    path, _, query = request.target.partition("?")
    hop = int(found[1]) + 1 if (found := re.search(r"hop=(\d+)", query)) else 1
    return redirect(f"{path}?hop={hop}")


FAULTS: dict[str, Fault] = {
    "slow-header": Fault("the first byte comes after VALUE seconds", _slow_head, 3),
    "slow-body": Fault("the body takes VALUE seconds", _slow_body, 3),
    "reset-mid-body": Fault("the connection is reset in the middle of the body", _reset),
    "refuse": Fault("the connection is closed without an answer", _manner(refuse=True)),
    "silent": Fault("the connection is accepted and never answered", _manner(silent=True)),
    "chunked": Fault("chunked transfer coding (no fault at all)", _manner(chunked=True)),
    "429-seconds": Fault("429 with Retry-After in seconds (VALUE), once an address", _limited, 1, times=1),
    "429-date": Fault("429 with Retry-After as a date VALUE seconds from now, once an address", _limited_until, 2, times=1),
    "429-bare": Fault("429 without Retry-After, once an address", _always(as_text("Too Many Requests\n", 429)), times=1),
    "503-html": Fault("503 with a maintenance page", _always(bodies.MAINTENANCE)),
    "502-once": Fault("502 once an address", _always(as_html("<h1>502 Bad Gateway</h1>", 502)), times=1),
    "cloudflare-403": Fault("a browser challenge", _always(bodies.CLOUDFLARE)),
    "f5-200": Fault("200 with 'Request Rejected'", _always(bodies.F5)),
    "login-200": Fault("200 with a login form", _always(bodies.LOGIN)),
    "parking": Fault("an expired domain's sales page", _always(bodies.PARKING)),
    "soft-404": Fault("200 with a not-found page for a 404 (or for REGEX)", _always(bodies.SOFT_404), missing_only=True),
    "empty-200": Fault("200 without a body", _always(Response(200, (("Content-Type", "application/json"),)))),
    "redirect-loop": Fault("a redirect to the same address", _loop),
    "redirect-chain": Fault("redirects to ever new addresses", _chain),
    "redirect-private": Fault("a redirect to 10.0.0.1", _to("http://10.0.0.1/data.json")),
    "redirect-loopback": Fault("a redirect to 127.0.0.2", _to("http://127.0.0.2/data.json")),
    "redirect-metadata": Fault("a redirect to the cloud's metadata", _to("http://169.254.169.254/latest/meta-data/")),
    "redirect-mapped": Fault("a redirect to an IPv4 address mapped to IPv6", _to("http://[::ffff:10.0.0.1]/data.json")),
    "redirect-decimal": Fault("a redirect to 10.0.0.1 in decimal", _to("http://167772161/data.json")),
    "redirect-octal": Fault("a redirect to 10.0.0.1 in octal", _to("http://012.0.0.01/data.json")),
    "redirect-file": Fault("a redirect to a local file", _to("file:///etc/passwd")),
    "huge-body": Fault("a body of VALUE megabytes", lambda request, response, value: bodies.huge(value), 2048),
    "gzip-bomb": Fault("a gzip body that grows to VALUE megabytes", lambda request, response, value: bodies.bomb(value), 1024),
    "gzip-corrupt": Fault("a body that says gzip and is none", _body(bodies.not_gzip)),
    "deep-nesting": Fault("VALUE megabytes of [", lambda request, response, value: bodies.nested(value), 200),
    "truncated-json": Fault("JSON cut short", _body(bodies.truncated), json_only=True),
    "nan-numbers": Fault("NaN, 1e999 and numbers of 400 digits", _body(bodies.with_nan), json_only=True),
    "null-bytes": Fault("null bytes in strings", _body(bodies.with_nulls), json_only=True),
    "odd-types": Fault("values of another type than the platform says", _body(bodies.with_odd_types), json_only=True),
    "wrong-charset": Fault("Latin-1 that claims to be UTF-8", _body(bodies.latin), json_only=True),
    "bom": Fault("a byte order mark before the JSON", _body(bodies.with_bom), json_only=True),
    "html-type-json": Fault(
        "JSON that calls itself text/html", _body(lambda found: found.with_headers(("Content-Type", "text/html"))), json_only=True
    ),
    "robots-deny": Fault("robots.txt shuts out everybody", _always(as_text("User-agent: *\nDisallow: /\n")), where=ROBOTS),
    "robots-503": Fault("robots.txt answers 503", _always(bodies.MAINTENANCE), where=ROBOTS),
}  # fmt: skip

SETTINGS: dict[str, Sequence[Setting]] = {
    "rows-100": [Setting("CKAN: at most 100 rows a page", CkanPortal, {"rows_max": 100})],
    "rows-1000": [Setting("CKAN: at most 1,000 rows a page", CkanPortal, {"rows_max": 1000})],
    "hide-version": [Setting("CKAN: no version told", CkanPortal, {"hide_version": True})],
    "post-405": [Setting("CKAN: POST is refused", CkanPortal, {"post": False})],
    "solr-409": [Setting("CKAN: the search is down", CkanPortal, {"search_down": True})],
    "index-mismatch": [Setting("CKAN: the search index has lost three datasets", CkanPortal, {"unlisted": 3})],
    "empty-last-page": [Setting("CKAN: five datasets are counted that no page holds", CkanPortal, {"overcount": 5})],
    "v2.6": [Setting("CKAN: release 2.6", CkanPortal, {"version": "2.6.9", "rows_max": 0})],
    "v2.9": [Setting("CKAN: release 2.9", CkanPortal, {"version": "2.9.11"})],
    "dkan1": [Setting("CKAN: DKAN 1's imitation of it", CkanPortal, {"dkan": True})],
    "vanishing": [
        Setting("CKAN: a dataset vanishes between pages", CkanPortal, {"vanishing": True}),
        Setting("Socrata: an asset vanishes between pages", SocrataPortal, {"vanishing": True}),
    ],
    "cap-10000": [Setting("Socrata: resultSetSize admits ten, whatever there is", SocrataPortal, {"cap": 10})],
    "federated": [Setting("Socrata: a tenth of the assets again, owned by a neighbour", SocrataPortal, {"federated": True})],
    "private-views-403": [Setting("Socrata: /api/views/{id} is refused", SocrataPortal, {"private_views": True})],
    "data-json-lag": [Setting("Socrata: data.json lacks the last three data sets", SocrataPortal, {"feed_lag": 3})],
    "data-json-404": [Setting("Socrata: no data.json", SocrataPortal, {"feed": False})],
    "views-metadata-404": [Setting("Socrata: no /api/views/metadata/v1", SocrataPortal, {"views_metadata": False})],
    "feed-off-404": [Setting("Hub: feeds are switched off", HubPortal, {"feed": "off"})],
    "feed-500": [Setting("Hub: the feed fails", HubPortal, {"feed": "error"})],
    "feed-truncated": [Setting("Hub: 200 with a feed that breaks off", HubPortal, {"feed": "truncated"})],
    "feed-stale": [Setting("Hub: the feed lacks every tenth item", HubPortal, {"feed": "stale"})],
    "feed-unordered": [Setting("Hub: another order at every request", HubPortal, {"feed": "unordered"})],
    "search-500": [Setting("Hub: the search fails", HubPortal, {"search": "error"})],
    "200-with-error": [Setting("Hub: the search answers 200 with an error in it", HubPortal, {"search": "enveloped"})],
    "items-null-fields": [Setting("Hub: items without description, tags and licence", HubPortal, {"null_fields": True})],
}


def with_faults(portal: Portal, specs: Sequence[str]) -> Portal:
    """The portal with these faults, switches on the portal itself first.

    Raises:
        UsageError: no such fault, or none of this platform.
    """
    parsed = [(spec, found) for spec in specs if (found := SPEC.fullmatch(spec))]
    if len(parsed) != len(specs):
        raise UsageError(f"cannot read the faults {', '.join(specs)}: NAME[=VALUE][@REGEX][*TIMES]")
    for _, found in parsed:
        if found["name"] in SETTINGS:
            portal = _set(portal, found["name"])
        elif found["name"] not in FAULTS:
            raise UsageError(f"no fault is called {found['name']}; see --list-faults")
    for _, found in parsed:
        if fault := FAULTS.get(found["name"]):
            value = float(found["value"]) if found["value"] else fault.value
            portal = Faulty(portal, fault, value, found["where"], int(found["times"]) if found["times"] else fault.times)
    return portal


def _set(portal: Portal, name: str) -> Portal:
    for setting in SETTINGS[name]:
        if isinstance(portal, setting.kind):
            return portal.with_options(**setting.options)
    raise UsageError(f"{name} is no fault of this platform")


def listing() -> str:
    """All faults, one a line."""
    lines = [f"{name:20} {fault.text}" for name, fault in FAULTS.items()]
    lines += [f"{name:20} {setting.text}" for name, settings in SETTINGS.items() for setting in settings]
    return "\n".join(lines)
