"""Imported once by the process that audits are forked from, so that each begins in a moment.

What is loaded here is shared by all of them. Third parties' checks and connectors are left to each audit: what they do when they
are loaded is theirs to suffer.
"""

import gc
import signal
from contextlib import suppress
from importlib.metadata import entry_points

from portalaudit.audit import run as run
from portalaudit.audit.cities import shipped
from portalaudit.audit.options import DEFAULT_RUBRICS
from portalaudit.errors import PortalauditError
from portalaudit.rubrics.load import load
from portalaudit.schedule import child as child

with suppress(PortalauditError, ImportError):  # whoever needs it says what is wrong
    for group in ("portalaudit.checks", "portalaudit.connectors"):
        for entry in entry_points(group=group):
            if entry.value.startswith("portalaudit."):
                entry.load()
    for name in DEFAULT_RUBRICS:
        load(name)
    shipped()

with suppress(ImportError):
    import psycopg as psycopg

signal.signal(
    signal.SIGTERM, signal.SIG_IGN
)  # whoever stops a whole group of processes means the audits, which listen themselves

gc.collect()
gc.freeze()
