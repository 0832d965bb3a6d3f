"""Health and metrics of a process, served while a block lasts: what `serve` starts first and stops last."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from portalaudit.schedule.http import HttpServer, address
from portalaudit.schedule.metrics import Metrics
from portalaudit.schedule.pulse import Pulse
from portalaudit.schedule.watching import Watched
from portalaudit.store import engine as store

_CARE = {"connect_timeout": "5", "tcp_user_timeout": "10000", "keepalives_idle": "5", "keepalives_interval": "5"}
"""libpq's words for giving up a connection that went dead within some ten seconds (own choice), so that a database which is
there again is seen to be."""


@contextmanager
def listening(where: str, db: str, archive: Path, pulse: Callable[[], Pulse]) -> Iterator[HttpServer]:
    """Serve on an address such as `127.0.0.1:9464`, with connections of its own to the database.

    Raises:
        UsageError: the address cannot be read or listened on; the text says what to do.
    """
    chosen = address(where)
    engine = store.open(_careful(make_url(db)).render_as_string(hide_password=False))
    try:
        watched = Watched(engine, archive, pulse)
        with HttpServer(chosen, watched.health, watched.readiness, Metrics(watched).exposition) as server:
            yield server
    finally:
        engine.dispose()


def _careful(url: URL) -> URL:
    """What the address says itself goes before our words; SQLite needs none."""
    if url.get_backend_name() == "sqlite":
        return url
    return url.update_query_dict({name: value for name, value in _CARE.items() if name not in url.query})
