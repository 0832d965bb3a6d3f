"""How a fetcher behaves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portalaudit import __version__

AGENT = "portalaudit"
"""The product token that robots.txt rules are matched with."""


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """All that a run may change. Seconds and bytes throughout; defaults from design.md where it names one, else own choice."""

    rate: float = 1.0
    """Requests a second for each host or shared back-end; 0 lifts the limit (only with `allow_private`)."""
    connections: int = 2
    """At once, for each host or shared back-end."""
    connect_seconds: float = 15.0
    read_seconds: float = 60.0
    """Longest wait for the head and between two pieces of the body; `Fetch.get(timeout=)` replaces it."""
    total_seconds: float = 900.0
    """Longest time for one whole answer: ends a server that drips."""
    max_bytes: int = 256 * 1024 * 1024
    """Cap of a body, as received and decoded."""
    max_ratio: float = 200.0
    """Cap of decoded over received bytes, beyond 32 MiB."""
    max_redirects: int = 10
    attempts: int = 4
    """Tries of one address in all; what was cut short or came too late is asked for twice at most."""
    backoff_base: float = 1.0
    """Scales every wait that we choose ourselves; tests set it near 0."""
    max_wait: float = 900.0
    """The longest that we wait because a server says so; beyond it the last answer stands."""
    max_minutes: float | None = None
    """Budget of the run."""
    user_agent: str = f"{AGENT}/{__version__} (open-data audit)"
    allow_private: bool = False
    named: tuple[str, ...] = ()
    """Targets that the user named: under `allow_private` these hosts' private addresses are reachable."""
    robots: bool = True
    """Obey robots.txt."""
    invited_exempt: bool = True
    """Documented API addresses are asked whatever robots.txt says; False obeys it for these too."""
    opted_out: frozenset[str] = field(default_factory=frozenset)
    """Hosts that are never asked, their subdomains included."""
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Secret tokens by the name of the shared back-end that gave them; see `tokens.token_for`."""
    ca_file: Path | None = None
    """PEM file of certificate authorities to trust in place of the shipped ones."""

    def __post_init__(self) -> None:
        if self.rate < 0 or (self.rate == 0 and not self.allow_private):
            raise ValueError("rate 0 needs allow_private")
        if self.connections < 1 or self.attempts < 1 or self.max_bytes < 1:
            raise ValueError("connections, attempts and max_bytes are at least 1")
