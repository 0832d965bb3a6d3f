"""`inputs.json`: what an audit was judged from beside the archive, for who has no database."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from portalaudit.errors import BundleError
from portalaudit.model.audit import Target
from portalaudit.model.bundle import SCHEMA, VERSION, Dress, HandedOver, Withheld
from portalaudit.model.capture import Capture, Event, Gap, Traffic
from portalaudit.model.portal import City, Portal
from portalaudit.store.audits import AuditRow
from portalaudit.store.replay import RubricRef, StoredInputs, StoredPortal

_AUDIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}")
_RELEASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+!_-]{0,59}")
"""A version as PEP 440 spells it: `VERIFY.md` has it in a command."""


@dataclass(frozen=True, slots=True)
class PortalInputs:
    """One portal of the audit."""

    portal: Portal
    digest: str
    traffic: Traffic
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class RubricFile:
    """A rubric that it was graded by."""

    id: str
    version: str
    digest: str
    file: str
    """Below `data/`."""


@dataclass(frozen=True, slots=True)
class BundleInputs:
    """The file as values."""

    schema: str
    bundle: int
    audit: str
    taken_at: datetime
    software: str
    """The version that made the audit."""
    exported_by: str
    """The version that made the bundle."""
    complete: bool
    city: City | None
    urls: tuple[str, ...]
    portals: tuple[PortalInputs, ...]
    events: tuple[Event, ...]
    rubrics: tuple[RubricFile, ...]
    options: Mapping[str, object] = field(default_factory=dict)
    submitted: tuple[HandedOver, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    missing: tuple[str, ...] = ()
    others: int = 0
    dress: Dress = field(default_factory=Dress)


def told(
    inputs: StoredInputs,
    software: str,
    rubrics: Mapping[str, str],
    submitted: Sequence[HandedOver],
    withheld: Sequence[Withheld],
    missing: Sequence[str],
    others: int,
    dress: Dress,
) -> bytes:
    """The file's bytes. `rubrics` maps ids to files."""
    audit = inputs.audit
    made = BundleInputs(
        SCHEMA, VERSION, audit.id, audit.taken_at.astimezone(UTC), audit.software, software, audit.complete, audit.target.city,
        audit.target.urls,
        tuple(PortalInputs(one.portal, one.digest, one.traffic, one.gaps) for one in inputs.portals),
        inputs.events,
        tuple(RubricFile(one.id, one.version, one.digest, rubrics[one.id]) for one in inputs.rubrics),
        audit.options, tuple(submitted), tuple(withheld), tuple(missing), others, dress,
    )  # fmt: skip
    # In ASCII, so that no character of a server's is lost: a replay compares choices letter by letter.
    return json.dumps(msgspec.to_builtins(made), separators=(",", ":")).encode() + b"\n"


def read(body: bytes) -> BundleInputs:
    """The file read.

    Raises:
        BundleError: it is not of its form, or of a newer version.
    """
    try:
        value = json.loads(body)
        version = msgspec.convert(value, _Head).bundle
        if version > VERSION:
            raise BundleError(f"data/inputs.json: {newer(version)}")
        made = msgspec.convert(value, BundleInputs)
    except (msgspec.MsgspecError, RecursionError, ValueError) as problem:
        raise BundleError(f"data/inputs.json is not of its form: {problem}") from problem
    if made.schema != SCHEMA or not _AUDIT.fullmatch(made.audit) or made.taken_at.tzinfo is None:
        raise BundleError("data/inputs.json is not of its form: schema, audit or taken_at")
    if not (_RELEASE.fullmatch(made.software) and _RELEASE.fullmatch(made.exported_by)):
        raise BundleError("data/inputs.json is not of its form: no version of software")
    return made


@dataclass(frozen=True, slots=True)
class _Head:
    bundle: int


def newer(version: object) -> str:
    """What is said of a bundle that a later software made."""
    return f"the bundle is of version {version}, this software reads {VERSION}: a newer portalaudit is needed to check it"


def as_stored(made: BundleInputs, captures: Iterable[Capture], sources: Mapping[str, str]) -> StoredInputs:
    """As the database would tell it. `sources` maps rubric ids to their TOML."""
    row = AuditRow(
        made.audit, 0, made.taken_at, False, made.complete, made.software, Target(made.city, made.urls), made.options
    )  # fmt: skip
    return StoredInputs(
        row,
        tuple(StoredPortal(one.portal, one.digest, one.traffic, one.gaps) for one in made.portals),
        made.events,
        tuple(RubricRef(one.id, one.version, one.digest, sources.get(one.id)) for one in made.rubrics),
        tuple(captures),
    )
