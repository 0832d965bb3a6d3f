"""When a cron line is due, in a city's own time.

Lines are read by cronsim, which keeps to Debian's cron (man 8 cron, "daylight saving time"): what falls into the hour that is
skipped in spring is due when that hour would have ended, what falls into the hour that comes twice in autumn is due the first
time. Debian makes an exception of every line whose minute or hour begins with `*`; here only a line that names every hour is
one (own choice): it follows the time that passes, so that `*/15 * * * *` is due every quarter of an hour that there is, while
`*/15 2 * * *` and `30 */12 * * *` are due each local time once and lose no night.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from portalaudit.errors import UsageError

EXAMPLE = '"30 2 * * *" for 02:30 every night'

_EVERY_HOUR = set(range(24))
_ANY = datetime(2000, 1, 1, tzinfo=UTC)


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its IANA name.

    Raises:
        UsageError: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise UsageError(f"no time zone {name!r}: write a name of the IANA database, such as Europe/Berlin or UTC") from problem


def occurrences(cron: str, zone: str, after: datetime) -> Iterator[datetime]:
    """The moments (UTC, ascending, no two alike) after a moment at which a cron line is due.

    Raises:
        UsageError: the line or the zone cannot be read; the text says what to write.
    """
    there = zone_of(zone)
    expression = _pinned(cron)
    last = after
    for local in CronSim(expression, after.astimezone(there)):
        due = local.astimezone(UTC)
        # Local times run backwards in autumn, and two of the hour that is skipped in spring may fall on one moment.
        if due > last:
            last = due
            yield due


def next_after(cron: str, zone: str, moment: datetime) -> datetime:
    """The first moment (UTC) after a moment at which a cron line is due.

    Raises:
        UsageError: the line or the zone cannot be read, or the line is never due.
    """
    due = next(occurrences(cron, zone, moment), None)
    if due is None:
        raise UsageError(f"cron {cron!r} is never due: no month has such a day; write for example {EXAMPLE}")
    return due


@lru_cache(maxsize=256)
def _pinned(cron: str) -> str:
    """The line as cronsim is to read it: every hour as `*`, anything else without a leading `*` (see above).

    Raises:
        UsageError: the line cannot be read.
    """
    fields = cron.split()
    if len(fields) != 5:
        raise UsageError(f"cron {cron!r} has not five fields (minute, hour, day, month, weekday): write for example {EXAMPLE}")
    try:
        hours = CronSim(cron, _ANY).hours
    except CronSimError as problem:
        what = str(problem).removeprefix("Bad ")
        raise UsageError(f"cron {cron!r}: its {what} is wrong: write for example {EXAMPLE}") from problem
    if hours == _EVERY_HOUR:
        fields[1] = "*"
    else:
        fields[:2] = [
            named + field[1:] if field.startswith("*") else field
            for named, field in zip(("0-59", "0-23"), fields[:2], strict=True)
        ]
    return " ".join(fields)
