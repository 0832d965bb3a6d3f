"""The Atom file, renewed where it differs."""

import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from portalaudit.data.alerts import whole
from portalaudit.export.telling.feed import feed
from portalaudit.export.telling.wording import words
from portalaudit.model.alerts import CONFIRMED, Filter
from portalaudit.model.channels import Channels
from portalaudit.schedule.telling.titles import titles
from portalaudit.store.alerts import list_alerts

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


def renew_feed(engine: "Engine", channels: Channels) -> str | None:
    """Write the file that the settings name; it is whole at every moment.

    Returns:
        What went wrong, for people; None where nothing did.
    """
    if channels.feed is None:
        return None
    told = channels.feed
    body = feed_of(engine, told.filter, told.lang, channels.zone, told.address)
    try:
        if not (told.file.exists() and told.file.read_bytes() == body):
            write_whole(told.file, body)
    except OSError as trouble:
        return f"feed: its file cannot be written: {trouble.strerror or type(trouble).__name__}"
    return None


def feed_of(engine: "Engine", chosen: Filter, lang: str, zone: str, address: str | None) -> bytes:
    """The feed of the newest confirmed alerts that a filter takes.

    Raises:
        StoreError: the database cannot be used.
    """
    news = list_alerts(engine, states=CONFIRMED, limit=whole("tell", "feed"))
    return feed([one for one in news if chosen.takes(one.alert)], words(lang, zone, titles()), address)


def write_whole(path: Path, body: bytes) -> None:
    """Put a file in the place of another at once.

    Raises:
        OSError: it cannot be written.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        beside.write_bytes(body)
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
