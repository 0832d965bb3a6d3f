"""What goes into the outbox: confirmed alerts, and a digest a day."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from portalaudit.data.alerts import number
from portalaudit.model.alerts import CONFIRMED, Filter
from portalaudit.model.channels import Channels, Recipients, Webhook
from portalaudit.model.digest import Digest
from portalaudit.store.alerts import list_alerts
from portalaudit.store.deliveries import give_up, last_digest, put_alerts, put_digest
from portalaudit.store.digests import collect_digest

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

Due = tuple["Recipients | Webhook", date, datetime]
"""A channel whose digest is due, its day, and the moment from which it tells."""


def fill(engine: "Engine", channels: Channels, now: datetime, due: list[Due]) -> int:
    """Put what is to be told into the outbox; what is there already stays.

    Returns:
        Messages that are new.
    """
    give_up(engine, [channel.channel for channel in channels.all], now)
    news = list_alerts(engine, states=CONFIRMED, since=now - timedelta(days=number("tell", "days"))) if channels.all else ()
    count = 0
    for channel in channels.all:
        taken = [one for one in reversed(news) if channel.filter.takes(one.alert)]
        gather = channels.gather if isinstance(channel, Recipients) else 0.0
        count += put_alerts(engine, channel.channel, taken, now, now + timedelta(seconds=gather))
    gathered: dict[tuple[Filter, datetime], Digest] = {}
    for channel, day, since in due:
        digest = gathered.get((channel.filter, since))
        if digest is None:
            digest = collect_digest(engine, since, due_at(channels, day), channels.zone, channel.filter)
            gathered[channel.filter, since] = digest
        silent = channel.digest == "news" and not digest.news
        count += put_digest(engine, channel.channel, day.isoformat(), digest, now, silent=silent) and not silent
    return count


def digests_due(engine: "Engine", channels: Channels, now: datetime) -> list[Due]:
    """Channels that wait for the digest of the operator's today. It tells from where the last one ended: of a night in which no
    clock ran the next digest tells too."""
    today = now.astimezone(ZoneInfo(channels.zone)).date()
    until = due_at(channels, today)
    if now < until:
        return []
    oldest = until - timedelta(days=number("tell", "back_days"))
    found: list[Due] = []
    for channel in channels.all:
        if channel.digest == "never":
            continue
        last = last_digest(engine, channel.channel, today.isoformat())
        if last is None:
            found.append((channel, today, due_at(channels, today - timedelta(days=1))))
        elif last[0] < today.isoformat():
            found.append((channel, today, min(max(last[1], oldest), until)))
    return found


def due_at(channels: Channels, day: date) -> datetime:
    """When a day's digest is due, in UTC. A time that the clock leaves out in spring is the one it would have been; of a time
    that comes twice in autumn it is the first."""
    return datetime.combine(day, channels.digest_at, ZoneInfo(channels.zone)).astimezone(UTC)
