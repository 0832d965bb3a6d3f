"""One target over time, or one criterion over all targets, as text."""

from collections.abc import Sequence
from datetime import datetime

from portalaudit.cli.status_text import SIGNS, age, by, kind, print_status, stood
from portalaudit.cli.text import heading, line, paragraph, report, safe, table
from portalaudit.model.history import Interval, Status, Tallies, Trend


def print_found(found: Status | Trend | Tallies) -> None:
    """Whatever was asked for."""
    if isinstance(found, Status):
        print_status(found)
    elif isinstance(found, Trend):
        print_trend(found)
    else:
        print_tallies(found)


def print_trend(trend: Trend) -> None:
    """Each criterion with a sign a month, what moved, the score, departments, open findings."""
    one = trend.status
    line(f"[bold]{safe(one.name)}[/bold]  {safe(one.target)}, {trend.since:%Y-%m-%d} to {trend.at:%Y-%m-%d}")
    if one.seen_at is None:
        paragraph("It was never seen whole.")
    else:
        ago, gaps = age(trend.at - one.seen_at), sum(one.gaps.values())
        line(f"last seen {one.seen_at:%Y-%m-%d %H:%M} UTC ({ago} ago), audit {one.audit}")
        line(f"{one.assets:,} assets, {one.datasets:,} own datasets, {gaps:,} {'gap' if gaps == 1 else 'gaps'}")
    if one.tried is not None:
        line(f"[yellow]tried since, {one.tried.at:%Y-%m-%d %H:%M} UTC: {one.tried.state}[/yellow] {safe(one.tried.line or '')}")
    if one.next is not None:
        due = one.next.due_at
        line("next: paused" if one.next.paused or due is None else f"next: {due:%Y-%m-%d %H:%M} UTC")
    _criteria(trend)
    _moves(trend)
    _months(trend)
    _units(trend)


def _criteria(trend: Trend) -> None:
    heading(f"{trend.title} ({trend.rubric}): a sign a month")
    ends = [count.at for count in trend.opened]
    rows = []
    for name, title in trend.criteria.items():
        mine = [one for one in trend.intervals if one.criterion == name]
        if mine:
            last = mine[-1]
            hidden = (
                f" [dim](not observed since {last.unseen_since:%Y-%m-%d})[/dim]"
                if last.unseen_since and not last.closed_at
                else ""
            )
            now = "[dim]asked no more[/dim]" if last.closed_at else f"{stood(last.stand)} since {last.opened_at:%Y-%m-%d}{hidden}"
            rows.append((name, "".join(_sign(mine, end) for end in ends), f"{now}  [dim]{safe(title)}[/dim]"))
    if not rows:
        paragraph("It was not graded by it.")
    report((), rows)


def _sign(intervals: Sequence[Interval], moment: datetime) -> str:
    for one in intervals:
        if one.opened_at <= moment and (one.closed_at is None or moment < one.closed_at):
            sign, style = SIGNS[kind(one.stand)]
            return f"[{style}]{sign}[/{style}]"
    return " "


def _moves(trend: Trend) -> None:
    heading(f"Moved: {len(trend.moves) or 'nothing'}")
    report((), [
        (f"{after.opened_at:%Y-%m-%d}", after.criterion, f"{stood(before.stand)} → {stood(after.stand)}: {by(after.causes)}")
        for before, after in trend.moves
    ])  # fmt: skip


def _months(trend: Trend) -> None:
    whose = f" of {trend.department}" if trend.department else ""
    heading(f"Month by month: open findings{whose}, and the score of portal-health")
    scores = {(one.at.year, one.at.month): one for one in trend.scores}
    rows = []
    for count in trend.opened:
        one = scores.get((count.at.year, count.at.month))
        score = "" if one is None or one.score is None else f"{one.score:g}"
        rows.append(
            (f"{count.at:%Y-%m}", f"{count.open:,}", score, "" if one is None else f"{one.decided:.0%}".replace("%", " %"))
        )
    table(("month", "open", "score", "decided"), rows, right=(1, 2, 3))


def _units(trend: Trend) -> None:
    if not trend.units:
        return
    heading(f"Departments with most open findings ({len(trend.units)} of {trend.units_total:,})")
    several = len({one.portal for one in trend.units}) > 1
    rows = [
        (one.name or "(nobody named)", f"{one.open:,}", f"{one.subjects:,}", one.portal if several else "") for one in trend.units
    ]
    table(("department", "open", "assets", "portal" if several else ""), rows, right=(1, 2))


def print_tallies(found: Tallies) -> None:
    """One line a month."""
    line(f"[bold]{safe(found.criterion)}[/bold] {safe(found.about)}: all targets, month by month ({safe(found.rubric)})")
    line()
    words = ("met", "partly", "not_met", "undetermined")
    rows = [(f"{one.at:%Y-%m-%d}", *(f"{one.counts[word]:,}" for word in words)) for one in found.tallies]  # type: ignore[index]
    table(("until", *(word.replace("_", " ") for word in words)), rows, right=(1, 2, 3, 4))
