"""An entry of a catalogue as a row of the frame `datasets`, with the place of every field."""

from collections.abc import Callable, Mapping, Sequence

from portalaudit.connectors.dcat.dialect import Dialect
from portalaudit.connectors.dcat.distribution import label
from portalaudit.connectors.dcat.document import Entry
from portalaudit.connectors.dcat.kind import kind_of_entry, slug_of
from portalaudit.connectors.dcat.terms import raw_pointer
from portalaudit.connectors.values import ABSENT, escaped, member, state, text
from portalaudit.model.frames import State
from portalaudit.model.stamps import micros

Row = dict[str, object]
Path = tuple[str, ...]
Found = tuple[object, Path]

_PREFIXED = {
    "title": "dct:title", "description": "dct:description", "publisher": "dct:publisher", "contactPoint": "dcat:contactPoint",
    "license": "dct:license", "rights": "dct:rights", "keyword": "dcat:keyword", "theme": "dcat:theme",
    "identifier": "dct:identifier", "landingPage": "dcat:landingPage", "accessLevel": "dct:accessRights",
    "language": "dct:language", "spatial": "dct:spatial", "temporal": "dct:temporal",
    "accrualPeriodicity": "dct:accrualPeriodicity", "issued": "dct:issued", "modified": "dct:modified",
}  # fmt: skip
PLACES: dict[str, str] = {
    "title": "title", "description": "description", "publisher": "publisher/name", "contact_name": "contactPoint/fn",
    "contact_email": "contactPoint/hasEmail", "contact_url": "contactPoint/hasURL", "license": "license", "rights": "rights",
    "keywords": "keyword", "categories": "theme", "identifier": "identifier", "landing_page": "landingPage",
    "access_level": "accessLevel", "language": "language", "spatial": "spatial", "temporal": "temporal",
    "frequency": "accrualPeriodicity", "issued": "issued", "modified": "modified",
}  # fmt: skip

_TEXTS: dict[str, tuple[str, ...]] = {
    "title": ("title",), "description": ("description",), "spatial": ("spatial",), "temporal": ("temporal",),
    "issued": ("issued", "releaseDate", "created"), "modified": ("modified",),
}  # fmt: skip
_LABELS: dict[str, tuple[str, ...]] = {
    "rights": ("rights",), "keywords": ("keyword", "keywords"), "categories": ("theme", "category"),
    "access_level": ("accessLevel", "accessRights"), "language": ("language",),
}  # fmt: skip
_NAMES = ("name", "source", "prefLabel", "label", "title", "fn", "@id")


class Places:
    """Where a source keeps each field: the first place seen stands for the snapshot, rows elsewhere carry their own."""

    def __init__(self, dialect: Dialect | None, part: str = "") -> None:
        self._fixed: dict[str, str] = {}
        self._mark = f"{part}#" if part else ""
        self._seen: dict[str, str] = {}
        names = _PREFIXED if dialect == "dcat-ap" else {}
        if dialect == "dcat-us-3.0":
            names = {"accessLevel": "accessRights"}
        self._names = names
        usual = PLACES if dialect is not None else {}
        self._usual = {field: "/" + "/".join(names.get(step, step) for step in path.split("/")) for field, path in usual.items()}

    def note(self, row: Row, field: str, pointer: str) -> None:
        """Say where this row's value of a field stands."""
        if self._seen.setdefault(field, pointer) != pointer:
            row[f"{field}_at"] = f"{self._mark}{pointer}"

    def spelt(self, key: str) -> str:
        """A bare key as this source would write it."""
        return self._names.get(key, key)

    def fix(self, field: str, place: str) -> None:
        """Say where a field stands that another part tells, with the part's mark."""
        self._fixed[field] = place

    def all(self) -> dict[str, str]:
        """Field → place; for fields that no entry has, where they would stand."""
        pointers = {**self._usual, **self._seen}
        if "modified" in pointers:
            pointers.setdefault(
                "data_modified", pointers["modified"]
            )  # DCAT: the publisher's statement of the data's last change
        own = {field: f"{self._mark}{pointer}" for field, pointer in pointers.items()}
        return dict(sorted({**own, **self._fixed}.items()))


def row_of(
    entry: Entry,
    distributions: Sequence[Mapping[str, object]],
    places: Places,
    *,
    capture: str,
    records: Mapping[str, tuple[str, str]] | None = None,
    kind: Callable[[object, object, Sequence[Mapping[str, object]]], str] = kind_of_entry,
) -> Row:
    """One row of `datasets`.

    Args:
        entry: the entry.
        distributions: its rows of `distributions`.
        places: told where each value stands.
        capture: the capture that holds the document.
        records: DCAT 3 catalogue records, see `Catalogue.records`.
        kind: tells the kind from identifier, landing page and distributions.
    """
    plain = entry.plain
    found = _fields(plain)
    # NaN, which is no JSON, is how some generators write a null.
    row: Row = {field: value if value == value else None for field, (value, _) in found.items()}
    key = row["identifier"] if state(row["identifier"]) == State.VALUE else plain.get("@id", ABSENT)
    row["key"] = text(key)
    page = text(row["landing_page"])
    row["kind"] = kind(row["identifier"], page if slug_of(page) else text(plain.get("@id")) or page, distributions)
    row["frequency_key"] = found["frequency"][1][0] if found["frequency"][1] else None
    row["created_at"] = micros(plain.get("created"))
    row["data_modified"] = micros(row["modified"])
    row["capture"], row["pointer"] = capture, entry.pointer
    if (record := (records or {}).get(str(row["key"]))) is not None:
        row["metadata_modified"], row["capture_record"], row["pointer_record"] = micros(record[0]), capture, record[1]
        places.fix("metadata_modified", "record#/modified")
    for field, (value, path) in found.items():
        if value is not ABSENT and path:
            places.note(row, field, _pointer(entry.raw, path, value))
        elif len(path) > 1:  # the object that would hold it is there
            places.note(row, field, f"{raw_pointer(entry.raw, path[:-1], into=True)}/{places.spelt(path[-1])}")
    if "modified_at" in row:
        row["data_modified_at"] = row["modified_at"]
    return row


def _pointer(raw: Mapping[str, object], path: Path, value: object) -> str:
    if member(raw, *path) is value:
        return "".join("/" + escaped(step) for step in path)
    return raw_pointer(raw, path, value)


def _fields(plain: Mapping[str, object]) -> dict[str, Found]:
    found = {field: _best(plain, keys) for field, keys in _TEXTS.items()}
    for field, keys in _LABELS.items():
        value, path = _best(plain, keys)
        found[field] = (label(value), path)
    found["publisher"] = _agent(plain)
    found["contact_name"], found["contact_email"], found["contact_url"] = _contact(plain)
    found["license"] = _license(plain)
    found["identifier"] = _identifier(plain)
    found["landing_page"] = _landing(plain)
    found["frequency"] = _frequency(plain)
    return found


def _best(plain: Mapping[str, object], keys: tuple[str, ...]) -> Found:
    """The first key that says something; else the first that is there; else ABSENT."""
    held: Found = (ABSENT, ())
    for key in keys:
        if key in plain:
            value = plain[key]
            if len(keys) == 1 or state(value) == State.VALUE:
                return value, (key,)
            if held[0] is ABSENT:
                held = (value, (key,))
    return held


def _agent(plain: Mapping[str, object]) -> Found:
    value = plain.get("publisher", ABSENT)
    if isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, dict):
        return value, ("publisher",)
    if not value:
        return "", ("publisher",)
    chosen, path = _best(value, _NAMES)
    return chosen, ("publisher", *(path or ("name",)))


def _contact(plain: Mapping[str, object]) -> tuple[Found, Found, Found]:
    """Name, address for mail, page. DCAT-US 1.0 has a person's name in `contactPoint` and the address in `mbox`."""
    value = plain.get("contactPoint", ABSENT)
    if isinstance(value, list):
        said = next((item for item in value if state(item) == State.VALUE), "")
        value = next((item for item in value if isinstance(item, dict) and item), said)
    if not isinstance(value, dict) or not value:
        return (value, ("contactPoint",)), _mail_beside(plain, value), (ABSENT, ())
    name = _best(value, ("fn", "name", "hasFN", "organization-name", "label", "title"))
    mail = _best(value, ("hasEmail", "email", "mbox"))
    page = _best(value, ("hasURL", "url", "homepage", "page"))
    return (
        (label(name[0]), ("contactPoint", *name[1])),
        (_one(mail[0]), ("contactPoint", *(mail[1] or ("hasEmail",)))),
        (_one(page[0]), ("contactPoint", *page[1])),
    )


def _mail_beside(plain: Mapping[str, object], contact: object) -> Found:
    """The address beside a contact that is no object. What is null or empty is so for all that it would hold."""
    mail = _best(plain, ("mbox",))
    if mail[0] is not ABSENT or contact is ABSENT:
        return mail
    if state(contact) == State.VALUE:
        return ABSENT, ("contactPoint", "hasEmail")
    return (None if contact is None else ""), ("contactPoint",)


def _one(value: object) -> object:
    made = label(value)
    return made[0] if isinstance(made, list) and made else made


def _license(plain: Mapping[str, object]) -> Found:
    """The entry's own licence; the one that DCAT 3 and DCAT-AP keep with the distribution stays there."""
    return _one(plain.get("license", ABSENT)), ("license",)


def _identifier(plain: Mapping[str, object]) -> Found:
    """An identifier; of the object that DCAT-US 3.0 allows its `@id` or `notation`, empty where it has neither."""
    value = plain.get("identifier", ABSENT)
    if isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, dict):
        return value, ("identifier",)
    chosen, path = _best(value, ("@id", "notation"))
    return ("" if chosen is ABSENT else chosen), ("identifier", *path)


def _landing(plain: Mapping[str, object]) -> Found:
    value, path = _best(plain, ("landingPage",))
    if state(value) == State.VALUE:
        made = _one(value)
        return made, path
    own = plain.get("@id")
    if value is ABSENT and isinstance(own, str) and own.startswith(("http://", "https://")):
        return own, ("@id",)
    return value, path


def _frequency(plain: Mapping[str, object]) -> Found:
    value, path = _best(plain, ("accrualPeriodicity", "frequency"))
    return _one(value), path


def is_feed_itself(entry: Entry, address: str) -> bool:
    """True for the entry by which a feed lists itself: it is named by the feed's address, and leads nowhere else."""
    plain = entry.plain
    names = [plain.get(key) for key in ("identifier", "webService", "accessURL", "landingPage")]
    urls = [name for name in names if isinstance(name, str) and name]
    if not urls or not all(url == address or _is_feed_address(url) for url in urls):
        return False
    listed = plain.get("distribution")
    items = listed if isinstance(listed, list) else []
    return all(_is_feed_address(text(member(item, key)) or "data.json") for item in items for key in ("accessURL", "downloadURL"))


def _is_feed_address(url: str) -> bool:
    return url.split("?")[0].split("#")[0].rstrip("/").lower().endswith(("/data.json", "data.json"))
