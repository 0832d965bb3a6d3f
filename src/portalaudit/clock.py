"""The only place that asks what time it is, so that everything else can be given the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from time import perf_counter

_LAPS: ContextVar[dict[str, float] | None] = ContextVar("laps", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - here and nowhere else


@contextmanager
def laps() -> Iterator[dict[str, float]]:
    """Collect the seconds that `timed` measures inside, by name; threads started by asyncio are included."""
    collected: dict[str, float] = {}
    token = _LAPS.set(collected)
    try:
        yield collected
    finally:
        _LAPS.reset(token)


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Add the seconds spent inside to `laps`, where somebody collects them; costs nothing worth naming otherwise."""
    collected = _LAPS.get()
    if collected is None:
        yield
        return
    started = perf_counter()
    try:
        yield
    finally:
        collected[name] = collected.get(name, 0.0) + perf_counter() - started
