"""The settings' table `[telling]`: whom to tell, and how."""

from datetime import time
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from portalaudit.data.writing import LANGUAGES
from portalaudit.errors import UsageError
from portalaudit.model.alerts import KINDS, Filter, Kind
from portalaudit.model.channels import Channels, Digests, Feed, MailServer, Recipients, Security, Webhook

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Lang = Literal["en", "es", "pt"]
assert set(LANGUAGES) == {"en", "es", "pt"}


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Smtp(_Table):
    """The server that takes our mail."""

    host: Annotated[str, Field(min_length=1)]
    sender: str
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Security = "starttls"
    user: str | None = None
    password: SecretStr | None = None
    ca_file: Path | None = None


class _Chosen(_Table):
    cities: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = KINDS
    min_failures: Annotated[int, Field(ge=0)] = 0

    def filter(self) -> Filter:
        return Filter(self.cities, self.kinds, self.min_failures)


class Mail(_Chosen):
    """Those who get the same mail."""

    name: Name
    to: Annotated[tuple[str, ...], Field(min_length=1)]
    digest: Digests = "always"
    lang: Lang = "en"


class Hook(_Chosen):
    """A receiver of signed JSON."""

    name: Name
    url: SecretStr
    secret: SecretStr | None = None
    digest: Digests = "never"
    private: bool = False
    ca_file: Path | None = None


class Atom(_Chosen):
    """The Atom file."""

    file: Path
    address: str | None = None
    lang: Lang = "en"


class Telling(_Table):
    """The whole table."""

    digest_at: time = time(7, 0)
    zone: str = "UTC"
    gather_minutes: Annotated[float, Field(ge=0, le=720)] = 15.0
    smtp: Smtp | None = None
    mail: tuple[Mail, ...] = ()
    webhooks: tuple[Hook, ...] = ()
    feed: Atom | None = None

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, given: str) -> str:
        try:
            ZoneInfo(given)
        except (OSError, ValueError, KeyError) as problem:
            raise ValueError(f"{given} is no time zone: write an IANA name such as America/Bogota") from problem
        return given


def channels_of(telling: Telling, smtp_password: SecretStr | None, webhook_secret: SecretStr | None) -> Channels:
    """The channels, with the secrets of the environment where the table has none.

    Raises:
        UsageError: something is missing, or does not fit together.
    """
    names = [f"mail:{each.name}" for each in telling.mail] + [f"webhook:{each.name}" for each in telling.webhooks]
    for name in sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(f"setting telling: two channels are called {name}")
    if telling.mail and telling.smtp is None:
        raise UsageError("setting telling.mail: name the server in [telling.smtp]")
    return Channels(
        None if telling.smtp is None else _server(telling.smtp, smtp_password),
        tuple(Recipients(each.name, each.to, each.filter(), each.digest, each.lang) for each in _valid(telling.mail)),
        tuple(_webhook(each, webhook_secret) for each in telling.webhooks),
        None if telling.feed is None else _feed(telling.feed),
        telling.digest_at, telling.zone, telling.gather_minutes * 60,
    )  # fmt: skip


def _server(smtp: Smtp, password: SecretStr | None) -> MailServer:
    from portalaudit.export.telling.mail import address_of

    given = smtp.password or password
    if given is not None and smtp.user is not None and smtp.security == "none":
        raise UsageError("setting telling.smtp: a password is not sent without TLS: use security starttls or tls")
    if smtp.user is not None and given is None:
        raise UsageError("setting telling.smtp: user has no password: set PORTALAUDIT_SMTP_PASSWORD")
    address_of(smtp.sender)
    secret = None if given is None else given.get_secret_value()
    return MailServer(smtp.host, smtp.sender, smtp.port, smtp.security, smtp.user, secret, smtp.ca_file)


def _valid(mails: tuple[Mail, ...]) -> tuple[Mail, ...]:
    from portalaudit.export.telling.mail import address_of

    for each in mails:
        for address in each.to:
            address_of(address)
    return mails


def _webhook(hook: Hook, shared: SecretStr | None) -> Webhook:
    from portalaudit.fetch.webhook import key_of

    secret = hook.secret or shared
    if secret is None:
        raise UsageError(f"setting telling.webhooks: {hook.name} has no secret: set it, or PORTALAUDIT_WEBHOOK_SECRET")
    try:
        key_of(secret.get_secret_value())
    except ValueError as problem:
        raise UsageError(f"setting telling.webhooks: {hook.name}: {problem}") from problem
    url = hook.url.get_secret_value()
    if not url.startswith("https://") and not (hook.private and url.startswith("http://")):
        raise UsageError(f"setting telling.webhooks: {hook.name}: url begins with https:// (http:// where private = true)")
    return Webhook(hook.name, url, secret.get_secret_value(), hook.filter(), hook.digest, hook.private, hook.ca_file)


def _feed(atom: Atom) -> Feed:
    return Feed(atom.file, atom.address, atom.filter(), atom.lang)


def channel_lines(channels: Channels) -> str:
    """The channels for people: no secret, no address."""
    told = []
    if channels.server is not None:
        told.append(
            f"mail by port {channels.server.port}, {channels.server.security}{', with a password' * bool(channels.server.user)}"
        )
    told += [f"{each.channel} ({len(each.to)} recipients, digest {each.digest})" for each in channels.recipients]
    told += [f"{each.channel} (signed, digest {each.digest}{', private' * each.private})" for each in channels.webhooks]
    told += ["an Atom file"] * (channels.feed is not None)
    when = f"; digest at {channels.digest_at:%H:%M} {channels.zone}; try them with `portalaudit alerts test`"
    return ", ".join(told) + when if channels.all else ", ".join(told) or "nobody; docs/alerts.md says how"


def outbox_line(db: str) -> str:
    """What waits and what failed in the outbox of a database that is there; nothing where all was sent."""
    from portalaudit import migrations
    from portalaudit.store import engine as store
    from portalaudit.store.deliveries import failed_lines, waiting_counts

    if migrations.current(db) != migrations.head():
        return ""
    opened = store.open(db)
    counts = waiting_counts(opened)
    told = [
        f"{channel} has {number} {state}"
        for channel, states in counts.items()
        for state, number in states.items()
        if state != "sent"
    ]
    told += [f"{channel} failed on {when:%Y-%m-%d}: {line}" for channel, when, line in failed_lines(opened, 1)]
    opened.dispose()
    return "".join(f"; {each}" for each in told)
