"""Which single items were asked for, kept for the next night's choice."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from portalaudit.model.capture import Event
from portalaudit.model.stamps import iso_micros, moment_of

ITEMS = "items "
"""How the name of a connector's choice of single items begins (model.ports.Journal)."""


def item_stamps(events: Sequence[Event], url: str, taken_at: datetime) -> Mapping[str, datetime]:
    """Asset → the stamp that it had when an item of its own was asked for; the audit's time where the choice tells none."""
    prefix = f"{urlsplit(url).netloc} {ITEMS}"
    stamps: dict[str, datetime] = {}
    for event in events:
        if not event.name.startswith(prefix):
            continue
        chosen = (
            event.value if isinstance(event.value, dict) else dict.fromkeys(event.value if isinstance(event.value, list) else ())
        )
        for key, stamp in chosen.items():
            told = iso_micros(stamp) if isinstance(stamp, str) else None
            stamps[str(key)] = taken_at if told is None else moment_of(told)
    return stamps
