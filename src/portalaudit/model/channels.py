"""Where people are told: the operator's own receivers, as the settings name them."""

from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Literal

from portalaudit.model.alerts import Filter

Security = Literal["starttls", "tls", "none"]
Digests = Literal["always", "news", "never"]
"""`news`: only where the digest has something to tell beside that all is well."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that takes our mail."""

    host: str
    sender: str
    """The address that mail is from, as it stands in the header `From`."""
    port: int = 587
    security: Security = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    """PEM file of certificate authorities to trust in place of the system's."""


@dataclass(frozen=True, slots=True)
class Recipients:
    """Those who get the same mail."""

    name: str
    to: tuple[str, ...]
    filter: Filter = field(default_factory=Filter)
    digest: Digests = "always"
    lang: str = "en"

    @property
    def channel(self) -> str:
        """As deliveries name it."""
        return f"mail:{self.name}"


@dataclass(frozen=True, slots=True)
class Webhook:
    """A receiver of signed JSON."""

    name: str
    url: str = field(repr=False)  # such an address often holds a secret itself
    secret: str = field(repr=False)
    filter: Filter = field(default_factory=Filter)
    digest: Digests = "never"
    private: bool = False
    """The receiver stands on the own machine or network, and may be reached without TLS."""
    ca_file: Path | None = None

    @property
    def channel(self) -> str:
        """As deliveries name it."""
        return f"webhook:{self.name}"


@dataclass(frozen=True, slots=True)
class Feed:
    """An Atom file, renewed whenever something new is confirmed."""

    file: Path
    address: str | None = None
    """Where it can be read by others."""
    filter: Filter = field(default_factory=Filter)
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Channels:
    """All of them, and when the digest is due."""

    server: MailServer | None = None
    recipients: tuple[Recipients, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    feed: Feed | None = None
    digest_at: time = time(7, 0)
    """Local time of the operator."""
    zone: str = "UTC"
    """IANA name of the operator's time zone."""
    gather: float = 900.0
    """Seconds that a mail of alerts waits for others of the same night to go along."""

    @property
    def all(self) -> tuple["Recipients | Webhook", ...]:
        """Those that something is sent to."""
        return (*self.recipients, *self.webhooks)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one try to send ended."""

    sent: bool
    line: str
    """For people: no secret, no address, nothing of what the server wrote but its code."""
    final: bool = False
    """Where it was not sent: another try would be refused too."""
    wait: float | None = None
    """Seconds that the receiver asked us to wait."""
