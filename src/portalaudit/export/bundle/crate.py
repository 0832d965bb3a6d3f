"""`ro-crate-metadata.json`: what the files of a bundle are and how they came to be (RO-Crate 1.2, an attached crate)."""

from collections.abc import Mapping, Sequence

from portalaudit.export.bundle.members import MEMBERS, Member
from portalaudit.export.document import encode
from portalaudit.export.moments import iso
from portalaudit.export.names import name_of
from portalaudit.export.report.strangers import shown
from portalaudit.model.bundle import Contents

CONTEXT, PROFILE = "https://w3id.org/ro/crate/1.2/context", "https://w3id.org/ro/crate/1.2"
LICENCE = "#terms"
MEDIA: Mapping[str, str] = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".toml": "application/toml",
    ".txt": "text/plain",
    ".warc.gz": "application/warc",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
}
"""By the end of a name."""

Json = dict[str, object]


def crate(contents: Contents, files: Mapping[str, int]) -> bytes:
    """The metadata of a bundle whose files below `data/` are these, each with its size in bytes."""
    graph = [_descriptor(), _root(contents, files), _terms(), _action(contents), *_context(contents)]
    graph += [_file(contents, name, size) for name, size in files.items()]
    return encode({"@context": CONTEXT, "@graph": graph}) + b"\n"


def _descriptor() -> Json:
    return {
        "@id": "ro-crate-metadata.json", "@type": "CreativeWork", "name": "What the files of this bundle are",
        "about": _to("./"), "conformsTo": _to(PROFILE),
    }  # fmt: skip


def _root(contents: Contents, files: Mapping[str, int]) -> Json:
    audit, name = contents.audit, shown(name_of(contents.audit))
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"Audit {audit.id} of the open data of {name}",
        "description": (
            f"Machine-gathered evidence of how {name} publishes open data, as seen at {iso(audit.taken_at)}: what servers "
            "answered, what was read from it, what checks found, and how it was graded. VERIFY.md says how to check it."
        ),
        "identifier": _to("#id"),
        "datePublished": f"{audit.taken_at:%Y-%m-%d}",
        "license": _to(LICENCE),
        "mentions": _to("#audit"),
        "hasPart": [_to(file) for file in files],
    }


def _terms() -> Json:
    return {
        "@id": LICENCE,
        "@type": "CreativeWork",
        "name": "Terms",
        "description": (
            "The archived answers belong to those who published them, on their terms; they are kept here as evidence. Findings "
            "and reports may be passed on with the name of the audit."
        ),
    }


def _action(contents: Contents) -> Json:
    audit = contents.audit
    return {
        "@id": "#audit",
        "@type": "CreateAction",
        "name": f"Audit {audit.id}",
        "description": "Portals were asked over HTTP, read, checked and graded by software; no person took part.",
        "endTime": iso(audit.taken_at),
        "instrument": _to("#portalaudit"),
        "agent": _to("#portalaudit"),
        "object": _to_all(list(_portals(contents))),
        "result": _to("./"),
    }


def _portals(contents: Contents) -> dict[str, str]:
    """Address → title."""
    read = {part.snapshot.portal.url: part.snapshot.portal.title for part in contents.audit.portals}
    return {url: shown(read.get(url) or url) for url in contents.audit.target.urls}


def _context(contents: Contents) -> list[Json]:
    software: Json = {
        "@id": "#portalaudit", "@type": "SoftwareApplication", "name": "portalaudit", "url": "urn:portalaudit:software",
        "version": contents.software,
    }  # fmt: skip
    name: Json = {
        "@id": "#id", "@type": "PropertyValue", "name": "Audit", "propertyID": "urn:portalaudit:audit",
        "value": contents.audit.id,
    }  # fmt: skip
    sites: list[Json] = [{"@id": url, "@type": "WebSite", "name": title, "url": url} for url, title in _portals(contents).items()]
    return [software, name, *sites]


def _file(contents: Contents, name: str, size: int) -> Json:
    member = member_of(name)
    handed = next((one.document for one in contents.handed if one.file == name), None)
    about = member.about if member is not None else "What these files are, for machines"
    if handed is not None:
        note = f" Note: {shown(handed.note)}" if handed.note else ""
        about = f"Submitted by a person for {handed.criterion or 'no criterion'} as “{shown(handed.name)}”; not crawled.{note}"
    told: Json = {
        "@id": name, "@type": "File", "name": name, "description": about, "encodingFormat": _media(name),
        "contentSize": str(size),
    }  # fmt: skip
    return told


def member_of(name: str) -> Member | None:
    """Which member a file below `data/` belongs to."""
    return next((one for one in MEMBERS if name == one.path or (one.path.endswith("/") and name.startswith(one.path))), None)


def _media(name: str) -> str:
    return next((media for end, media in MEDIA.items() if name.endswith(end)), "application/octet-stream")


def _to(name: str) -> Json:
    return {"@id": name}


def _to_all(names: Sequence[str]) -> Json | list[Json]:
    """One link alone, several as a list."""
    return _to(names[0]) if len(names) == 1 else [_to(name) for name in names]
