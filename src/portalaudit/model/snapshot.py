"""What one portal showed at one time, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from portalaudit.errors import SnapshotError
from portalaudit.model import frames
from portalaudit.model.capture import Gap
from portalaudit.model.policy import Document, Looked
from portalaudit.model.portal import Portal
from portalaudit.model.tables import ReadTable


@dataclass(frozen=True, slots=True)
class Enumeration:
    """One list of the portal's assets, as one of its interfaces tells it."""

    source: str
    """`package_search package_list discovery feed search …`."""
    listed: int
    """Entries that we read."""
    declared: int | None = None
    """Entries that the interface says it has."""
    only_here: tuple[str, ...] = ()
    """Subjects that this list has and the fullest one lacks, at most 50, sorted."""
    missing_here: tuple[str, ...] = ()
    """Subjects that the fullest list has and this one lacks, at most 50, sorted."""
    only_count: int = 0
    missing_count: int = 0
    truncated: bool = False
    """The answer broke off: what is listed was salvaged."""
    comparable: bool = True
    """False where the interface lists other things by design, so that a difference means nothing."""
    capture: str | None = None
    pointer: str | None = None


@dataclass(frozen=True, slots=True)
class Transport:
    """How the portal is reached."""

    https: bool | None = None
    """The portal answers over TLS with a certificate that verifies; None where it was not tried."""
    error: str | None = None
    """The TLS error's short text."""
    upgrades: bool | None = None
    """A request over http is redirected to https; None where it was not tried."""
    hsts: bool | None = None
    login: bool | None = None
    """The catalogue asks for a login."""
    capture: str | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The snapshot. Frames are described in `model.frames`; all rows refer to captures."""

    portal: Portal
    taken_at: datetime
    datasets: pd.DataFrame
    distributions: pd.DataFrame
    columns: pd.DataFrame
    violations: pd.DataFrame
    states: pd.DataFrame
    """One row per row of `datasets`, in that order; one uint8 column per key of the source's entries (State)."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Where the source keeps each field: `part#/pointer` relative to the entry; part empty for the main one.

    For another part P the frame `datasets` has the optional columns `capture_P` and `pointer_P`.
    """
    parts: frozenset[str] = frozenset()
    """What this source can show at all: of `datasets distributions columns violations`. Others were not observed."""
    gaps: tuple[Gap, ...] = ()
    enumerations: tuple[Enumeration, ...] = ()
    declared_total: int | None = None
    transport: Transport = Transport()
    documents: tuple[Document, ...] = ()
    """Pages and documents that were read for policy and governance, in the order in which they were asked."""
    looked: tuple[Looked, ...] = ()
    """Where they were looked for; empty where nobody looked."""
    tables: tuple[ReadTable, ...] = ()
    """Tables that the second phase read, in the order in which they were chosen."""
    rows: pd.DataFrame = field(default_factory=lambda: frames.empty("rows"))
    """Their rows, sorted by table and record."""
    probes: pd.DataFrame = field(default_factory=lambda: frames.empty("probes"))
    """What was asked of the rows of datasets."""
    profiles: pd.DataFrame = field(default_factory=lambda: frames.empty("profiles"))
    """What was learnt of their columns."""
    entry_points: Mapping[str, str] = field(default_factory=dict)
    """Interfaces of the portal that answered: name → capture, e.g. `catalogue-api`, `bulk-feed`, `home`."""

    def validate(self) -> None:
        """Check every frame against its schema, and that they fit together.

        Raises:
            SnapshotError: a frame is not as documented.
        """
        for name in frames.SCHEMAS:
            frames.validate(name, getattr(self, name))
        if len(self.states) != len(self.datasets):
            raise SnapshotError(f"frame states has {len(self.states)} rows, datasets {len(self.datasets)}")
