"""A stand-in CKAN: `/api/3` with its paging rules, clamps, envelopes and errors, as CKAN 2.6 to 2.12 answer.

Sources: ckan/views/api.py and ckan/logic/action/get.py; what city portals show of them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from portalaudit.demo.ckan_actions import ACTIONS, ActionError, Answer, dkan_answer
from portalaudit.demo.ckan_catalogue import Catalogue, Package, read
from portalaudit.demo.ckan_data import LOCKED_ACTIONS, WRITE_ACTIONS
from portalaudit.demo.datastore import StoreOptions, search
from portalaudit.demo.http import Part, Request, Response, as_html, as_json, encode
from portalaudit.demo.pages import CKAN_ROBOTS, not_found, page, robots
from portalaudit.demo.stored import Tables

JSON_KIND = "application/json;charset=utf-8"


@dataclass(frozen=True, slots=True)
class CkanOptions:
    """How an installation differs from a fresh one."""

    title: str = "Open Data"
    prefix: str = ""
    """Where CKAN is mounted, without trailing slash: "" or "/data"."""
    version: str = "2.11.5"
    hide_version: bool = False
    rows_max: int = 1000
    """ckan.search.rows_max; 0 for no clamp, as before 2.8."""
    post: bool = True
    """False: a proxy answers 405 to every POST."""
    search_down: bool = False
    """Solr does not answer."""
    unlisted: int = 0
    """Datasets at the end of the list that the search index has lost."""
    overcount: int = 0
    """Datasets that the search counts but cannot reach, so that the last page is empty."""
    vanishing: bool = False
    """The first dataset of the order disappears once the first page was read."""
    dkan: bool = False
    """Imitate DKAN 1, which offers a few actions of the same names."""
    data_json: bytes | None = None
    """A `/data.json` beside the API."""
    robots: str = CKAN_ROBOTS
    extensions: tuple[str, ...] = ("datastore", "datapusher", "activity", "text_view", "image_view")

    @property
    def release(self) -> tuple[int, int]:
        """Major and minor version."""
        major, minor = [*self.version.split("."), "0"][:2]
        return int(major), int(minor)


class CkanPortal:
    """Datasets behind a CKAN API. `with_options` makes another installation of the same catalogue."""

    def __init__(self, catalogue: Catalogue, options: CkanOptions | None = None, tables: Tables | None = None) -> None:
        self.catalogue = catalogue
        self.options = options or CkanOptions()
        self.tables = tables

    def with_options(self, **changes: object) -> "CkanPortal":
        """The same catalogue, installed otherwise; see `CkanOptions`."""
        return CkanPortal(self.catalogue, replace(self.options, **changes), self.tables)  # type: ignore[arg-type]

    def answer(self, request: Request) -> Response:
        path, options = request.path, self.options
        if path == "/robots.txt":
            return robots(options.robots)
        if options.prefix:
            if path == "/":
                return page("The City", f'<p><a href="{options.prefix}/">Open data</a></p>')
            if not (path + "/").startswith(options.prefix + "/"):
                return not_found()
            path = path.removeprefix(options.prefix)
        if path.startswith("/api"):
            return self.api(request, path.rstrip("/"))
        if path in ("", "/"):
            return self.home()
        if path == "/data.json" and options.data_json is not None:
            return Response(200, (("Content-Type", "application/json"),), (options.data_json,))
        if path.startswith("/dataset/"):
            package = self.catalogue.find(path.removeprefix("/dataset/"))
            if package is not None and package.listed:
                return page(package.name, f"<h1>{package.name}</h1>")
        return page(options.title, "<h1>Datasets</h1>") if path == "/dataset" else not_found()

    def home(self) -> Response:
        """The front page, with the marks by which CKAN is recognised."""
        name = "ckan" if self.options.hide_version else f"ckan {self.options.version}"
        if self.options.dkan:
            return as_html("<html><head><title>DKAN</title></head><body>DKAN</body></html>", 200, [("X-Generator", "Drupal 7")])
        root = self.options.prefix
        return page(
            self.options.title,
            f'<div data-site-root="{root}/" data-locale-root="{root}/"><h1>Welcome</h1></div>',
            head=f'<meta name="generator" content="{name}">\n<link rel="stylesheet" href="{root}/webassets/base.css">\n',
        )

    def api(self, request: Request, path: str) -> Response:
        """Everything under `/api`."""
        if request.method == "POST" and not self.options.post:
            return as_html("<html><body><h1>405 Not Allowed</h1></body></html>", 405, [("Allow", "GET, HEAD")])
        if path in ("/api", "/api/3"):
            return as_json({"version": 3}, kind=JSON_KIND)
        if path == "/api/util/status" and self.options.release <= (2, 8):
            return self.action(request, "status_show", bare=True)
        for root in ("/api/3/action/", "/api/action/"):
            if path.startswith(root):
                return self.action(request, path.removeprefix(root))
        return not_found()

    def action(self, request: Request, name: str, *, bare: bool = False) -> Response:
        """One action of the API."""
        modern = self.options.release >= (2, 9)
        if name in WRITE_ACTIONS and request.method != "POST":
            return self.text(400, "Bad request: JSON Error: Invalid request. Please use POST method for your request")
        try:
            params = _params(request)
        except ValueError as error:
            return self.text(400, f"Bad request: JSON Error: {error}" if modern else f"Bad request - JSON Error: {error}")
        handler = ACTIONS.get(name)
        if name == "datastore_search" and self.tables is not None and not self.options.dkan:
            return search(self.tables, request, StoreOptions(self.options.release))
        if self.options.dkan:
            answer = dkan_answer(self, name, params)
            return not_found() if answer is None else self.envelope(request, name, answer)
        if name in LOCKED_ACTIONS or name in WRITE_ACTIONS:
            return self.error(
                request,
                name,
                ActionError(403, "Authorization Error", f"Access denied: Action {name} requires an authenticated user"),
            )
        if handler is None:
            mark = ":" if modern else " -"
            return self.text(400, f"Bad request{mark} Action name not known: {name}")
        try:
            answer = handler(self, request, params)
        except ActionError as error:
            return self.error(request, name, error)
        return Response(200, (("Content-Type", JSON_KIND),), answer.parts) if bare else self.envelope(request, name, answer)

    def help(self, request: Request, name: str) -> str:
        return f"{request.base}{self.options.prefix}/api/3/action/help_show?name={name}"

    def envelope(self, request: Request, name: str, answer: Answer) -> Response:
        """A success around a result that is already JSON."""
        head = b'{"help":%b,"success":true,"result":' % encode(self.help(request, name))
        parts: tuple[Part, ...] = (head, *answer.parts, b"}")
        return Response(200, (("Content-Type", JSON_KIND),), parts)

    def error(self, request: Request, name: str, error: ActionError) -> Response:
        """A failure in CKAN's envelope."""
        body = {"help": self.help(request, name), "success": False, "error": {**error.fields, "__type": error.kind}}
        return as_json(body, error.status, kind=JSON_KIND)

    def text(self, status: int, message: str) -> Response:
        """The bare JSON string that CKAN answers where there is no action to speak of."""
        return as_json(message, status, kind=JSON_KIND)


def ckan_portal(packages: Iterable[Mapping[str, object]], **options: object) -> CkanPortal:
    """A CKAN over package dicts, private ones and drafts included (they are never listed)."""
    return CkanPortal(Catalogue(read(packages))).with_options(**options)


def _params(request: Request) -> dict[str, object]:
    if request.method != "POST":
        return {name: values[0] if len(values) == 1 else values for name, values in request.query.items()}
    if not request.body:
        return {}
    text = request.body.decode("utf-8", "replace")
    if not text.lstrip().startswith("{"):
        # any other content type: form-encoded, the JSON being the key
        text = next(iter(Request("POST", "?" + text, {}).query), "{}")
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("Request data JSON decoded to unexpected type")
    return found


__all__ = ["CkanOptions", "CkanPortal", "Package", "ckan_portal"]
