"""Generated records of Socrata's `/api/views`: data sets, filters on them, maps, charts, stories, files and links."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from portalaudit.demo.catalogues import words
from portalaudit.demo.catalogues.entries import REFERENCE, Entry, Traits, entries, pick
from portalaudit.demo.catalogues.socrata_rows import LOADED, PROMISING

ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"
"""What four-by-four ids are written in."""
NEIGHBOUR = "data.county.example"
KINDS: tuple[tuple[str, str, str], ...] = (
    ("filter", "tabular", "table"), ("filter", "tabular", "table"), ("map", "tabular", "map"), ("chart", "tabular", "chart"),
    ("story", "story", "story"), ("href", "href", "href"), ("file", "blobby", "blob"), ("calendar", "tabular", "calendar"),
)  # fmt: skip
"""Asset type, view type and display type of what is no data set."""
CONVENTIONS: tuple[tuple[str, str], ...] = (
    ("Metadata", "Frequency"), ("Update", "Update Frequency"), ("Dataset Summary", "Posting Frequency"),
    ("Publishing Information", "Update Frequency"), ("Internal", "How often are data values updated?"),
    ("Common Core", "Update Frequency"), ("Detalls d'actualització", "Periodicitat"),
)  # fmt: skip
"""Field set and field in which portals declare how often a data set changes; a portal has one, and strays from it."""
LICENSE_IDS = {
    "cc-by": "CC_40_BY",
    "cc-zero": "CC0_10",
    "odc-pddl": "PUBLIC_DOMAIN",
    "odc-by": "ODC_BY",
    "odc-odbl": "ODBL",
    "uk-ogl": "UK_OGLV3",
}
COLUMN_TYPES = ("text", "number", "calendar_date", "checkbox", "point", "url")
TYPED: dict[str, str] = {
    "Date Opened": "calendar_date", "Date Closed": "calendar_date", PROMISING: "calendar_date", LOADED: "calendar_date",
    "Ward": "number", "Amount": "number", "Latitude": "number", "Longitude": "number", "Fiscal Year": "number",
}  # fmt: skip
"""Types that the name of a column tells; one in six keeps its dates and numbers as text all the same."""


def views(n: int, seed: int = 0, traits: Traits | None = None, on: datetime = REFERENCE) -> Iterator[dict[str, object]]:
    """n public assets, federated ones among them, then n/50 private ones."""
    traits, hidden = traits or Traits(), n // 50
    convention, parent = CONVENTIONS[seed % len(CONVENTIONS)], None
    for rng, entry in entries(n + hidden, seed, traits, on):
        view = _view(rng, entry, traits, convention, parent)
        if view["assetType"] == "dataset":
            parent = str(view["id"])
        if entry.number >= n:
            view["grants"], view["rights"] = [], []
        yield view


def four_by_four(number: int) -> str:
    """An id for each number, scattered and all different."""
    scattered = number * 0x9E3779B1 % (1 << 40)
    digits = "".join(ALPHABET[scattered >> shift & 31] for shift in range(0, 40, 5))
    return f"{digits[:4]}-{digits[4:]}"


def _view(rng: Random, entry: Entry, traits: Traits, convention: tuple[str, str], parent: str | None) -> dict[str, object]:
    kind, view_type, display = ("dataset", "tabular", "table") if entry.is_dataset or parent is None else pick(rng, KINDS)
    created, modified = int(entry.issued.timestamp()), int(entry.modified.timestamp())
    person = {"id": "abcd-2345", "displayName": f"{traits.city} Open Data", "screenName": "Open Data", "type": "interactive"}
    view: dict[str, object] = {
        "id": four_by_four(entry.number + 1), "name": entry.title or "Untitled", "assetType": kind, "averageRating": 0,
        "createdAt": created, "displayType": display, "downloadCount": int(rng.random() ** 4 * 50_000), "hideFromCatalog": False,
        "hideFromDataJson": rng.random() < 0.01, "locked": False, "newBackend": True, "numberOfComments": 0,
        "oid": 8_000_000 + entry.number, "provenance": "official" if rng.random() < 0.95 else "community",
        "publicationAppendEnabled": False, "publicationDate": created, "publicationGroup": 1_000_000 + entry.number,
        "publicationStage": "published", "rowsUpdatedAt": modified, "tableId": 2_000_000 + entry.number, "totalTimesRated": 0,
        "viewCount": int(rng.random() ** 4 * 100_000),
        "viewLastModified": modified - int(rng.random() * 86_400), "viewType": view_type,
        "approvals": [{"reviewedAt": created, "state": "approved", "targetAudience": "public", "submitter": person}],
        "clientContext": {"clientContextVariables": [], "inheritedVariables": {}},
        "columns": _columns(rng, entry, traits) if view_type == "tabular" else [],
        "grants": [{"inherited": False, "type": "viewer", "flags": ["public"]}],
        "metadata": _metadata(rng, entry, traits, convention), "owner": person, "query": {}, "rights": ["read"],
        "tableAuthor": person, "flags": ["default", "ownerMayBeContacted", "restorable", "restorePossibleForType"],
    }  # fmt: skip
    _optional(view, entry, kind, parent)
    return view


def _optional(view: dict[str, object], entry: Entry, kind: str, parent: str | None) -> None:
    """Keys that Socrata leaves out where nothing is set."""
    if entry.description is not None:
        view["description"] = entry.description
    if entry.keywords:
        view["tags"] = list(dict.fromkeys(entry.keywords))
    if entry.category:
        view["category"] = entry.category
    if entry.department:
        view["attribution"] = entry.department
        view["attributionLink"] = "https://www.example.org/departments"
    if entry.license:
        key, label, link = entry.license
        view["licenseId"] = LICENSE_IDS.get(key, "SEE_TERMS_OF_USE")
        view["license"] = {"name": label, **({"termsLink": link} if link else {})}
    if entry.other:
        view["domainCName"] = NEIGHBOUR
    if kind == "filter" and parent:
        view["modifyingViewUid"] = parent
    if kind == "file":
        view["blobMimeType"], view["blobFilename"] = "application/pdf", f"{entry.slug}.pdf"
        del view["rowsUpdatedAt"]


def _columns(rng: Random, entry: Entry, traits: Traits) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for position in range(4 + int(rng.random() * 12)):
        name = _renamed(words.COLUMN_NAMES[position], entry.number)
        drawn = pick(rng, COLUMN_TYPES)
        kind = TYPED.get(name, drawn if drawn != "calendar_date" else "text") if drawn != "url" else "text"
        column: dict[str, object] = {
            "id": 100_000_000 + entry.number * 32 + position, "name": name, "dataTypeName": kind,
            "fieldName": name.lower().replace(" ", "_"), "position": position + 1, "renderTypeName": "text",
            "tableColumnId": 30_000_000 + entry.number * 32 + position, "format": {},
        }  # fmt: skip
        at = rng.random()
        if at < traits.columns:
            column["description"] = f"{name} as recorded by the department."
        elif at > 0.9:
            column["description"] = pick(rng, ("", " ", "TBD"))
        found.append(column)
    if rng.random() < 0.25:
        found.append({
            "id": 900_000_000 + entry.number, "name": "Council Districts", "dataTypeName": "number", "renderTypeName": "number",
            "fieldName": f":@computed_region_{four_by_four(entry.number % 7 + 1).replace('-', '_')}", "position": len(found) + 1,
            "tableColumnId": 990_000_000 + entry.number, "format": {},
        })  # fmt: skip
    return found


def _renamed(name: str, number: int) -> str:
    """Some tables promise, and some tell when a row was last touched."""
    if number % 7 == 3 and name == "Date Closed":
        return PROMISING
    return LOADED if number % 5 == 1 and name == "Address" else name


def _metadata(rng: Random, entry: Entry, traits: Traits, convention: tuple[str, str]) -> dict[str, object]:
    custom: dict[str, dict[str, str]] = {}
    if entry.frequency is not None:
        name, key = convention if rng.random() < 0.9 else pick(rng, CONVENTIONS)
        custom.setdefault(name, {})[key] = entry.frequency
    if entry.department:
        custom.setdefault("Internal", {})["Department"] = entry.department
    if entry.contact_email is not None:
        custom.setdefault("Public", {})["Public Dataset Contact"] = entry.contact_email
    if entry.odd_date:
        custom.setdefault("Update", {})["Date Made Public"] = entry.odd_date
    found: dict[str, object] = {
        "rdfSubject": "0",
        "rdfClass": "",
        "rowIdentifier": "0",
        "availableDisplayTypes": ["table", "fatrow", "page"],
    }
    if custom:
        found["custom_fields"] = custom
    return found
