"""What an address says by its shape: a Socrata asset, a layer of ArcGIS, a resource of CKAN, a file's format.

Shapes are those of the platforms' own documentation (reference: portal-apis 1.3 to 1.6, 2.2, 3.1, 3.4). Nothing is asked here.
"""

import re
from urllib.parse import parse_qs, quote, urlsplit

from portalaudit.connectors.dcat.distribution import generated
from portalaudit.data.formats import formats, label_key
from portalaudit.fetch.address import BadAddress, normalise

KEY = re.compile(r"[0-9a-z]{4}-[0-9a-z]{4}", re.IGNORECASE)
"""A Socrata id, "four by four"."""
ORDER: tuple[str, ...] = ("CSV", "TSV", "XLSX", "XLS", "ODS", "JSON", "HTML")
"""Formats that a table is read from, best first."""

_FOUR = rf"(?P<key>{KEY.pattern})"
_SURE = re.compile(
    rf"(?:/api/(?:views|id|odata/v4)/{_FOUR}(?=$|[/.])|/resource/{_FOUR.replace('key', 'key2')}(?:\.\w+)?/?$)", re.I
)
_PAGE = re.compile(rf"^(?:/d/{_FOUR}|(?:/[^/]+){{2}}/{_FOUR.replace('key', 'key2')})(?:/(?:data|about\w*|explore))?/?$", re.I)
_EXPORT_ONLY = re.compile(r"/api/geospatial/", re.IGNORECASE)
_LAYER = re.compile(r"^(?P<service>.*/rest/services/.*?/(?:Feature|Map)Server)(?:/(?P<layer>\d{1,6}))?(?=$|/)", re.IGNORECASE)
_SERVER = re.compile(r"/rest/services/|/\w+Server(?:/|$)|[?&]service=\w+|createReplica|/sharing/rest/?$", re.IGNORECASE)
_RESOURCE = re.compile(r"^(?P<root>.*)/(?:[a-z]{2}/)?dataset/[^/]+/resource/(?P<key>[0-9a-f-]{36})/?$", re.IGNORECASE)
_UPLOAD = re.compile(r"^(?P<root>.*)/dataset/[^/]+/resource/(?P<key>[0-9a-f-]{36})/download(?:/|$)", re.IGNORECASE)
_SEARCH = re.compile(r"^(?P<root>.*)/api/(?:3/)?action/datastore_search$", re.IGNORECASE)
_DUMP = re.compile(r"^(?P<root>.*)/datastore/dump/(?P<key>[0-9a-f-]{36})", re.IGNORECASE)
LOGIN = re.compile(
    r"^https?://(?:login|signin|accounts|sso|auth|idp)\.|/(?:log[-_]?in|sign[-_]?in|user/login|sso|saml2?|adfs|oauth2?|authorize)(?:[/?.]|$)",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,24}(?::\d{2,5})?/", re.IGNORECASE)
_ENDING = re.compile(r"\.([a-z0-9]{2,7})$", re.IGNORECASE)
_MARKUP = frozenset({"html", "htm", "text/html", "html page"})


def usable(url: object) -> str | None:
    """An http or https address in the spelling that is asked; None for others, for logins and for what is no address.

    An address without a scheme gets `http://`, as CKAN shows it.
    """
    if not isinstance(url, str):
        return None
    text = url.strip()
    if _BARE.match(text):
        text = "http://" + text
    try:
        found = normalise(text)
    except BadAddress:
        return None
    return None if LOGIN.search(found) or "@" in urlsplit(found).netloc else found


def site(url: str) -> str:
    """Scheme and host of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def on_root(url: str, root: str) -> str:
    """Scheme and host of an address; of one on the portal's own host the scheme that the portal is read with."""
    parts, own = urlsplit(url), urlsplit(root)
    return f"{own.scheme if parts.netloc == own.netloc else parts.scheme}://{parts.netloc}"


def socrata_key(url: str, *, page: bool = False) -> str | None:
    """The four-by-four that an address names; None where it names none.

    Args:
        page: take `/d/4x4` and `/Category/Name/4x4` for Socrata's as well, which other sites' addresses may look like.
    """
    path = urlsplit(url).path
    found = _SURE.search(path) or (_PAGE.search(path) if page else None)
    return (found["key"] or found["key2"]).lower() if found else None


def soda(base: str, key: str) -> str:
    """The address of an asset's rows."""
    return f"{base}/resource/{key}.json"


def layer_of(url: str, number: int | None = None) -> str | None:
    """The layer or table that an address leads to, its number `number` or 0 where none is named; None for no such address."""
    parts = urlsplit(url)
    found = _LAYER.match(parts.path)
    if found is None:
        return None
    named = found["layer"]
    return f"{parts.scheme}://{parts.netloc}{found['service']}/{number or 0 if named is None else int(named)}"


def datastore(root: str, key: str) -> str:
    """The address of a CKAN resource's rows."""
    return f"{root}/api/3/action/datastore_search?resource_id={quote(key, safe='')}"


def resource_of(url: str, *, upload: bool = False) -> tuple[str, str] | None:
    """Root and id of the CKAN resource whose page, dump or rows an address is, with `upload` also of one whose file it is."""
    parts = urlsplit(url)
    path, named = parts.path, parse_qs(parts.query).get("resource_id", [""])[0]
    if (search := _SEARCH.match(path)) and named:
        return site(url) + search["root"], named
    for shape in (_DUMP, _RESOURCE, *((_UPLOAD,) if upload else ())):
        if found := shape.match(path):
            return site(url) + found["root"], found["key"]
    return None


def is_export(url: str) -> bool:
    """True for an address at which the platform makes the file on request. Such a job is never started."""
    return generated(url) or _EXPORT_ONLY.search(url) is not None


def item_data(sharing: str, item: str) -> str:
    """The address of an ArcGIS item's file."""
    return f"{sharing}/content/items/{item[:32].lower()}/data"


def is_service(url: str) -> bool:
    """True for an address of a service that gives no file."""
    return _SERVER.search(url) is not None


def format_of(url: str, form: str | None, media: str | None, title: str | None = None) -> str | None:
    """The format behind an address, one of ORDER; None for others.

    By the address's ending where that says something, since a label may name what a ZIP file holds; then label, media type and
    the title's ending.
    """
    known = formats()
    ending = _ENDING.search(urlsplit(url).path)
    bare = (media or "").partition(";")[0].strip().lower()
    named = known.endings.get(ending[1].lower()) if ending else None
    if named is None or named.role == "page":
        label = label_key(form or "")
        last = _ENDING.search((title or "").strip())
        named = (
            known.labels.get(label)
            or known.media.get(label)
            or known.media.get(bare)
            or (known.endings.get(last[1].lower()) if last else None)
            or named
        )
    if named is None or named.id not in ORDER:
        return None
    # "HTML" covers applications and a portal's own pages too; only what calls itself so may hold a table.
    markup = {label_key(form) if form else bare, ending[1].lower() if ending else ""}
    return None if named.id == "HTML" and not markup & _MARKUP else named.id
