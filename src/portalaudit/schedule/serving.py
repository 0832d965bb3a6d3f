"""What one `portalaudit serve` is told."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from portalaudit.audit.options import Options
from portalaudit.model.channels import Channels
from portalaudit.schedule.child import unlogged
from portalaudit.schedule.runner import Terms


@dataclass(frozen=True, slots=True)
class Serving:
    """What one process is to do."""

    options: Options
    """Database, archive, and what every audit of this process is told."""
    stop: threading.Event
    """Set to end everything."""
    tick: float = 15.0
    """Seconds between two looks at what is due."""
    standby: bool = False
    """Wait where another process is the clock."""
    runner: bool = True
    terms: Terms = field(default_factory=Terms)
    listen: str | None = None
    """Where health and metrics are told; None for nowhere."""
    channels: Channels | None = None
    """Whom to tell; None for nobody."""
    prune: bool = True
    """Whether the clock lets retention take what its rule lets go."""
    logging: Callable[[], None] = unlogged
    """Configures the log of each audit's process (`schedule.child.Order`)."""
