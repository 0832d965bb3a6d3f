"""Sending what is in the outbox, message by message, until it is empty or the time is over."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from portalaudit.errors import UsageError
from portalaudit.export.moments import iso
from portalaudit.export.telling.document import Json, alert_document, digest_document, hook
from portalaudit.export.telling.mail import address_of, mail
from portalaudit.export.telling.page import Page, alerts_page, digest_page, trial_page
from portalaudit.export.telling.wording import Words, words
from portalaudit.fetch.mail import send_mail
from portalaudit.fetch.webhook import send_webhook
from portalaudit.model.channels import Channels, MailServer, Outcome, Recipients, Webhook
from portalaudit.schedule.telling.titles import titles
from portalaudit.store.deliveries import Batch, claim, note

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


@dataclass(frozen=True, slots=True)
class Sent:
    """How messages fared."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    lines: tuple[str, ...] = ()


def send_waiting(engine: "Engine", channels: Channels, now: datetime, seconds: float) -> Sent:
    """Send what is due. A channel that fails is left alone until the next call, so that it holds up no other."""
    by_name = {channel.channel: channel for channel in channels.all}
    started = time.monotonic()
    states: list[str] = []
    lines: list[str] = []
    while by_name and (passed := time.monotonic() - started) < seconds:
        moment = now + timedelta(seconds=passed)
        batch = claim(engine, by_name, moment)
        if batch is None:
            break
        outcome = _send(channels, by_name[batch.channel], batch, moment)
        state = note(engine, batch, outcome, now + timedelta(seconds=time.monotonic() - started))
        states.append(state)
        if not outcome.sent:
            lines.append(f"{batch.channel}: {outcome.line}" + ("; given up" if state == "failed" else ""))
            by_name.pop(batch.channel)
    return Sent(states.count("sent"), states.count("waiting"), states.count("failed"), tuple(lines))


def send_trial(channels: Channels, channel: Recipients | Webhook, now: datetime, message: str) -> Outcome:
    """Send a message that says that it is a test, past the outbox."""
    if isinstance(channel, Webhook):
        return send_webhook(channel, message, hook("test", {"schema": "portalaudit/test/1"}, iso(now)), now)
    return _mail(channels, channel, trial_page(_words(channels, channel)), now, message)


def _send(channels: Channels, channel: Recipients | Webhook, batch: Batch, now: datetime) -> Outcome:
    try:
        if isinstance(channel, Webhook):
            kind, told = _told(batch)
            return send_webhook(channel, batch.id, hook(kind, told, iso(batch.made_at)), now)
        return _mail(channels, channel, _page(channels, channel, batch), batch.made_at, batch.id)
    except msgspec.ValidationError:
        return Outcome(False, "the message was put there by another version, and is not understood", final=True)


def _told(batch: Batch) -> tuple[str, Json]:
    row = batch.rows[0]
    if row.kind == "digest":
        return "digest", digest_document(row.digest())
    news = row.news()
    return f"alert.{news.alert.kind}", alert_document(news)


def _page(channels: Channels, channel: Recipients, batch: Batch) -> Page:
    said = _words(channels, channel)
    if batch.rows[0].kind == "digest":
        return digest_page(batch.rows[0].digest(), said)
    return alerts_page([row.news() for row in batch.rows], said)


def _words(channels: Channels, channel: Recipients) -> Words:
    return words(channel.lang, channels.zone, titles())


def _mail(channels: Channels, channel: Recipients, page: Page, made_at: datetime, message: str) -> Outcome:
    server = channels.server
    if server is None:
        return Outcome(False, "the settings name no mail server")
    try:
        sender, addresses = _envelope(server, channel)
        body = mail(page, server.sender, channel.to, made_at, message)
    except UsageError as problem:
        return Outcome(False, str(problem))
    return send_mail(server, sender, addresses, body)


def _envelope(server: MailServer, channel: Recipients) -> tuple[str, list[str]]:
    return address_of(server.sender).addr_spec, [address_of(each).addr_spec for each in channel.to]
