"""What `portalaudit serve` is made of: parts started in this order and stopped in the other one.

1. whatever tells how we are doing (health, metrics), so that it can be asked while the rest waits;
2. the runner, which needs no leadership: the queue sees to it that nothing runs twice;
3. the clock, while this process is the one clock of its database: chores that must not be done twice belong to it.

Parts and chores are in `parts`.
"""

import os
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import structlog

from portalaudit.audit.registry import open_database
from portalaudit.errors import StoreError, UsageError
from portalaudit.schedule.clock import Chore, moment, ticking
from portalaudit.schedule.leader import Lead, leading
from portalaudit.schedule.listening import listening
from portalaudit.schedule.parts import Chores, runner
from portalaudit.schedule.pulse import Pulses
from portalaudit.schedule.serving import Serving
from portalaudit.store import holders
from portalaudit.store.engine import place

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

LOG = structlog.get_logger()

HEARTBEAT = 30.0
"""Seconds between two signs of life in `runners` (own choice)."""
AGAIN = 5.0
"""Seconds until a standby tries again to be the clock (own choice)."""


TELLING = 60.0
"""Seconds between two looks at whom to tell what (own choice: an alert is no alarm)."""
RETENTION = 6 * 3600.0
"""Seconds between two prunings (own choice: what is two years old may be a few hours older)."""


def serve(serving: Serving) -> None:
    """Run until a stop is asked for.

    Raises:
        UsageError: another process is the clock of this database, and we are not to stand by.
        StoreError: the database cannot be used when we start; later it is waited for.
    """
    engine = open_database(serving.options.db)
    pulses = Pulses(serving.tick)
    with ExitStack() as running:
        running.callback(engine.dispose)
        if not serving.standby:
            _alone(engine)
        if serving.listen is not None:
            running.enter_context(listening(serving.listen, serving.options.db, serving.options.archive, pulses.now))
        running.enter_context(runner(serving, pulses))
        _clock(serving, engine, pulses)


def _chores(serving: Serving, engine: "Engine", pulses: Pulses, me: str) -> tuple[Chore, ...]:
    """What the one clock does, and how often."""
    chores = Chores(serving, engine, pulses)
    told = (Chore("telling", TELLING, chores.telling),) if serving.channels is not None else ()
    pruned = (Chore("retention", RETENTION, chores.retention),) if serving.prune else ()
    return (
        Chore("nights", serving.tick, chores.nights),
        Chore("heartbeat", HEARTBEAT, lambda _: holders.seen(engine, me, "clock")),
        *told,
        *pruned,
    )


def _alone(engine: "Engine") -> None:
    with leading(engine) as lead:
        if lead is not None:
            return
    clocks = [one for one in holders.list_runners(engine) if one.role == "clock"]
    who = f" ({holders.where(max(clocks, key=lambda one: one.seen_at).id)})" if clocks else ""
    raise UsageError(
        f"another process{who} is the clock of {place(engine)}: stop it first, or add --standby to take over when it ends"
    )


def _clock(serving: Serving, engine: "Engine", pulses: Pulses) -> None:
    """Be the clock whenever nobody else is, until a stop is asked for."""
    said: str | None = None
    while not serving.stop.is_set():
        try:
            with leading(engine) as lead:
                if lead is not None:
                    _lead(serving, engine, pulses, lead)
                    now = "lost", "no longer the clock: its lock went with the connection or the file that held it; trying again"
                    said = None
                else:
                    pulses.ticked()
                    now = "other", f"standing by: another process is the clock of {place(engine)}"
        except StoreError as problem:
            pulses.ticked(failed=True)
            now = "lost", f"not the clock: {problem}; trying again every {AGAIN:g} s"
        if now[0] != said and not serving.stop.is_set():
            LOG.warning(now[1])
        said = now[0]
        serving.stop.wait(AGAIN)


def _lead(serving: Serving, engine: "Engine", pulses: Pulses, lead: Lead) -> None:
    """Tick until a stop is asked for or the lead is lost."""
    me, begun = holders.me(), moment()
    LOG.info(f"the clock of {place(engine)}, process {os.getpid()}: looks every {serving.tick:g} s what is due")
    with pulses.leading(), ticking(_chores(serving, engine, pulses, me), LOG.warning, begun) as ticks:
        while not ticks.wait(serving.stop) and lead.held():
            pass
    with suppress(StoreError):  # who is not heard of any more is forgotten
        holders.left(engine, me)
