"""One `get` on its way through redirects and attempts."""

from dataclasses import dataclass, field
from uuid import uuid4

from portalaudit import clock
from portalaudit.archive.exchange import Asked
from portalaudit.model.capture import Capture, Headers, Method


@dataclass(slots=True)
class Call:
    """What was asked for, and the captures that it has led to so far."""

    method: Method
    accept: str | None
    headers: Headers
    invited: bool
    revalidate: bool
    read_seconds: float
    max_bytes: int
    ask_robots: bool = True
    taken: list[Capture] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    """Ids of captures begun, the chain's name first."""

    def asked(self, url: str, headers: Headers = ()) -> Asked:
        self.given.append(str(uuid4()))
        return Asked(self.given[-1], self.method, url, clock.now(), headers, self.given[0], len(self.given) - 1)
