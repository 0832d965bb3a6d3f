"""What earlier audits of a portal know of its rows."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, cast

from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.snapshots import load
from portalaudit.audit.options import Options
from portalaudit.audit.rowchoice import Mode, Wanted, befores
from portalaudit.audit.rows import holds
from portalaudit.errors import ArchiveError
from portalaudit.model.audit import Target
from portalaudit.model.probes import Before
from portalaudit.store.past import snapshots_of

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

BACK = 5
"""Audits that are looked through for one that asked about rows (own choice)."""


def wanted_rows(options: Options, target: Target, url: str, engine: "Engine", reader: ArchiveReader) -> Wanted:
    """What the choice of datasets is made by."""
    return Wanted(cast(Mode, options.data), target.city, partial(known_rows, reader, engine, url), partial(holds, reader))


def known_rows(reader: ArchiveReader, engine: "Engine", url: str) -> Mapping[str, Before]:
    """Dataset → what the newest complete audit that asked about rows knows; nothing where the archive has no such audit."""
    for digest in snapshots_of(engine, url, BACK):
        try:
            snapshot = load(reader.archive, digest)
        except ArchiveError:  # it was pruned or is damaged: what it knew is asked again
            continue
        if len(snapshot.probes):
            return befores(snapshot)
    return {}
