"""Schedules and what is due, for programs: JSON and CSV. Moments in UTC; a local one carries its offset."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from portalaudit.export.cells import neutral
from portalaudit.export.document import encode
from portalaudit.export.moments import iso
from portalaudit.model.schedule import Schedule

SCHEDULES = "portalaudit/schedules/1"
DUE = "portalaudit/due/1"


@dataclass(frozen=True, slots=True)
class Listed:
    """One schedule as it is shown."""

    schedule: Schedule
    name: str | None
    """The city's; None for a portal that nobody registered."""
    last_due: datetime | None = None
    """Of the newest night that ended."""
    last_state: str | None = None
    last_audit: str | None = None
    last_line: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is to be audited."""

    target: str
    state: str
    """`due`: comes within the time asked for; `waiting running parked`: as the job is."""
    kind: str
    due_at: datetime
    zone: str
    not_before: datetime | None = None
    until: datetime | None = None
    tries: int = 0
    audit: str | None = None
    line: str | None = None


def local(when: datetime | None, zone: str) -> str | None:
    """ISO 8601 with the offset of that zone then."""
    return None if when is None else when.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def schedules_json(listed: Iterable[Listed]) -> bytes:
    """One line of JSON."""
    return encode({"schema": SCHEDULES, "schedules": list(map(_schedule, listed))}) + b"\n"


def _schedule(one: Listed) -> dict[str, object]:
    of = one.schedule
    last = {"due": iso(one.last_due), "state": one.last_state, "audit": one.last_audit, "line": one.last_line}
    return {
        "target": of.target, "name": one.name, "cron": of.cron, "zone": of.zone, "paused": of.paused,
        "next": iso(of.next_due), "next_local": local(of.next_due, of.zone), "last": None if one.last_due is None else last,
        "jitter_minutes": of.jitter / 60, "window_hours": of.window / 3600, "grace_hours": of.grace / 3600,
        "options": of.wishes, "edited": iso(of.edited_at),
    }  # fmt: skip


def schedules_csv(listed: Iterable[Listed]) -> bytes:
    """A line a schedule; UTF-8, lines ended by CRLF, cells that start a formula neutralised."""
    names = (
        "target",
        "name",
        "cron",
        "zone",
        "paused",
        "next",
        "next_local",
        "last_due",
        "last_state",
        "last_audit",
        "last_line",
    )
    rows = [
        (
            one.schedule.target, one.name, one.schedule.cron, one.schedule.zone, str(one.schedule.paused).lower(),
            iso(one.schedule.next_due), local(one.schedule.next_due, one.schedule.zone), iso(one.last_due), one.last_state,
            one.last_audit, one.last_line,
        )
        for one in listed
    ]  # fmt: skip
    return _csv(names, rows)


def due_json(found: Iterable[Due], at: datetime, within: timedelta) -> bytes:
    """One line of JSON."""
    rows = [
        {
            "target": one.target, "state": one.state, "kind": one.kind, "due": iso(one.due_at),
            "due_local": local(one.due_at, one.zone), "not_before": iso(one.not_before), "until": iso(one.until),
            "tries": one.tries, "audit": one.audit, "line": one.line,
        }
        for one in found
    ]  # fmt: skip
    return encode({"schema": DUE, "at": iso(at), "within_hours": within.total_seconds() / 3600, "due": rows}) + b"\n"


def due_csv(found: Iterable[Due]) -> bytes:
    """A line a thing to do; as `schedules_csv`."""
    names = ("target", "state", "kind", "due", "due_local", "not_before", "until", "tries", "audit", "line")
    rows = [
        (
            one.target, one.state, one.kind, iso(one.due_at), local(one.due_at, one.zone), iso(one.not_before),
            iso(one.until), str(one.tries), one.audit, one.line,
        )
        for one in found
    ]  # fmt: skip
    return _csv(names, rows)


def _csv(names: Sequence[str], rows: Iterable[Sequence[str | None]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(names)
    for row in rows:
        writer.writerow([neutral(cell or "") for cell in row])
    return out.getvalue().encode("utf-8", "replace")
