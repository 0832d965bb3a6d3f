"""The outbox: what is to be told to whom, told once.

A row is written with what it tells, in one transaction, before anything is sent; its key is unique, so that whoever notices an
alert first writes it and nobody else. Who sends claims rows: for a time they are nobody else's. A process that is killed between
sending and noting it leaves the row waiting, and it is sent again under the same id, so that a receiver can drop the double: at
worst twice, never not at all.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from portalaudit.data.alerts import number, waits, whole
from portalaudit.model.alerts import News
from portalaudit.model.channels import Outcome
from portalaudit.model.digest import Digest
from portalaudit.store import tables
from portalaudit.store.bulk import upsert
from portalaudit.store.engine import reading, writing

DeliveryState = Literal["waiting", "sent", "failed"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row that is ours to send."""

    id: int
    key: str
    channel: str
    kind: Literal["alert", "digest"]
    tries: int
    """This one among them: who finds another number there is not the sender any more."""
    payload: Mapping[str, object]

    def news(self) -> News:
        """What an `alert` tells."""
        return msgspec.convert(self.payload, News)

    def digest(self) -> Digest:
        """What a `digest` tells."""
        return msgspec.convert(self.payload, Digest)


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that go in one message."""

    id: str
    """The same in every try: the message's id."""
    channel: str
    made_at: datetime
    rows: tuple[Delivery, ...]


def put_alerts(engine: Engine, channel: str, news: Iterable[News], now: datetime, not_before: datetime | None = None) -> int:
    """Put alerts in a channel's outbox; those that are there already stay as they are.

    Returns:
        How many are new.
    """
    rows = [
        {
            "key": f"{channel} alert {one.alert.id}", "channel": channel, "kind": "alert", "alert": one.alert.id, "payload": one,
            "made_at": now, "not_before": not_before or now, "tries": 0, "state": "waiting",
        }
        for one in news
    ]  # fmt: skip
    return _put(engine, rows)


def put_digest(engine: Engine, channel: str, day: str, digest: Digest, now: datetime, *, silent: bool = False) -> int:
    """Put the digest of a day (ISO 8601, the operator's) in a channel's outbox: one a day.

    Args:
        silent: it has nothing to tell, and the channel wants none then: only noted, so that the day is done.
    """
    row = {
        "key": f"{channel} digest {day}", "channel": channel, "kind": "digest", "alert": None, "payload": digest,
        "made_at": now, "not_before": now, "tries": 0, "state": "sent" if silent else "waiting",
        "line": "not sent: nothing to tell" if silent else None,
    }  # fmt: skip
    return _put(engine, [row])


def _put(engine: Engine, rows: Sequence[Mapping[str, object]]) -> int:
    table = tables.deliveries
    with reading(engine) as connection:  # mostly all are there, and nobody need wait for a writer
        known = set(connection.scalars(sa.select(table.c.key).where(table.c.key.in_([row["key"] for row in rows]))))
    missing = [dict(row) for row in rows if row["key"] not in known]
    if not missing:
        return 0
    with writing(engine) as connection:
        insert = upsert(connection, table).on_conflict_do_nothing(index_elements=["key"]).returning(table.c.id)
        return sum(len(connection.execute(insert, row).all()) for row in missing)


def give_up(engine: Engine, channels: Collection[str], now: datetime) -> int:
    """Messages of channels that are in the settings no more fail after the days in which an alert becomes a message."""
    table = tables.deliveries
    old = now - timedelta(days=number("tell", "days"))
    lost = sa.and_(table.c.state == "waiting", table.c.made_at < old, table.c.channel.not_in(sorted(channels)))
    with reading(engine) as connection:
        if connection.execute(sa.select(table.c.id).where(lost).limit(1)).first() is None:
            return 0
    with writing(engine) as connection:
        done = connection.execute(sa.update(table).where(lost).values(state="failed", line="the settings have no such channel"))
        return int(done.rowcount)


def last_digest(engine: Engine, channel: str, day: str) -> tuple[str, datetime] | None:
    """The newest digest of a channel up to a day: its day, and the moment up to which it tells."""
    table = tables.deliveries
    query = sa.select(table.c.key, table.c.payload).where(
        table.c.channel == channel, table.c.kind == "digest", table.c.key <= f"{channel} digest {day}"
    )
    with reading(engine) as connection:
        row = connection.execute(query.order_by(table.c.key.desc()).limit(1)).first()
    return None if row is None else (row.key.rpartition(" ")[2], msgspec.convert(row.payload, Digest).until)


def claim(engine: Engine, channels: Collection[str], now: datetime) -> Batch | None:
    """Take the next message that is due of one of these channels; None where there is none.

    Alerts of a `mail:` channel go together, those that still wait for others among them, once one of them is due. For the lease
    (data/alerts.toml) nobody else gets them.
    """
    table = tables.deliveries
    # What waits longer than any wait that we give was put off by a clock that went wrong.
    far = now + timedelta(seconds=max(waits()) + number("tell", "lease"))
    due = sa.select(table).where(
        table.c.state == "waiting",
        sa.or_(table.c.not_before <= now, table.c.not_before > far),
        table.c.channel.in_(sorted(channels)),
    )
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":  # SQLite has one writer in any case; row by row a message could fall apart
            connection.exec_driver_sql("LOCK TABLE deliveries IN SHARE ROW EXCLUSIVE MODE")
        first = connection.execute(due.order_by(table.c.not_before, table.c.id).limit(1)).first()
        if first is None:
            return None
        batch = first.batch or f"msg-{secrets.token_hex(16)}"
        rows = [first, *_along(connection, first)]
        lease = now + timedelta(seconds=number("tell", "lease"))
        taken = sa.update(table).where(table.c.id.in_([row.id for row in rows]))
        connection.execute(taken.values(batch=batch, tries=table.c.tries + 1, not_before=lease))
    deliveries = tuple(Delivery(row.id, row.key, row.channel, row.kind, row.tries + 1, row.payload) for row in rows)
    return Batch(batch, first.channel, min(row.made_at for row in rows), deliveries)


def _along(connection: Connection, first: "sa.Row[tuple[object, ...]]") -> "Sequence[sa.Row[tuple[object, ...]]]":
    """What goes in the same message."""
    table, told = tables.deliveries, first._mapping
    others = sa.select(table).where(
        table.c.state == "waiting", table.c.channel == told["channel"], table.c.kind == "alert", table.c.id != told["id"]
    )
    if told["batch"] is not None:
        others = others.where(table.c.batch == told["batch"])
    elif told["kind"] == "alert" and told["channel"].startswith("mail:"):
        others = others.where(table.c.batch.is_(None)).limit(whole("tell", "most") - 1)
    else:
        return ()
    return connection.execute(others.order_by(table.c.id)).all()


def note(engine: Engine, batch: Batch, outcome: Outcome, now: datetime) -> DeliveryState:
    """Write down how a try ended; nothing where the rows are no longer ours.

    Returns:
        The state that the rows are in.
    """
    after = waits()
    table = tables.deliveries
    tries = max(row.tries for row in batch.rows)
    values: dict[str, object] = {"line": outcome.line}
    state: DeliveryState = "waiting"
    if outcome.sent:
        state, values["sent_at"] = "sent", now
    elif outcome.final or tries > len(after):
        state = "failed"
    else:
        values["not_before"] = now + timedelta(seconds=max(after[tries - 1], min(outcome.wait or 0.0, after[-1])))
    with writing(engine) as connection:
        for row in batch.rows:
            ours = sa.update(table).where(table.c.id == row.id, table.c.tries == row.tries, table.c.state == "waiting")
            connection.execute(ours.values(state=state, **values))
    return state


def waiting_counts(engine: Engine) -> Mapping[str, Mapping[DeliveryState, int]]:
    """Channel → how many rows are waiting, sent and failed."""
    table = tables.deliveries
    query = sa.select(table.c.channel, table.c.state, sa.func.count().label("rows")).group_by(table.c.channel, table.c.state)
    found: dict[str, dict[DeliveryState, int]] = {}
    with reading(engine) as connection:
        for row in connection.execute(query.order_by(table.c.channel)):
            found.setdefault(row.channel, {})[row.state] = row.rows
    return found


def failed_lines(engine: Engine, limit: int) -> tuple[tuple[str, datetime, str], ...]:
    """The newest messages that failed: channel, when they were made, and why."""
    table = tables.deliveries
    query = sa.select(table.c.channel, table.c.made_at, table.c.line).where(table.c.state == "failed")
    with reading(engine) as connection:
        found = connection.execute(query.order_by(table.c.id.desc()).limit(limit)).all()
    return tuple((row.channel, row.made_at, row.line or "") for row in found)
