"""`portalaudit schedule`: what is audited every night, and when."""

import sys
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from portalaudit.cli.audit import Data, Platform

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from portalaudit.export.schedules import Due, Listed

app = typer.Typer(help="What is audited every night: cities and portals, each in its own time.", no_args_is_help=True)

Targets = Annotated[list[str], typer.Argument(metavar="TARGET…", help="City keys, portal addresses, or @file with one a line.")]


class Form(StrEnum):
    """Forms of output."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


Output = Annotated[Form, typer.Option("--output", help="text, json or csv.")]


@app.command()
def add(
    context: typer.Context,
    targets: Targets,
    cron: Annotated[
        str, typer.Option("--cron", metavar="LINE", help="Five fields of cron, in the local time of the city.")
    ] = "30 2 * * *",
    zone: Annotated[
        str | None, typer.Option("--zone", metavar="NAME", help="IANA time zone; else the city's on record, else UTC.")
    ] = None,
    jitter: Annotated[float, typer.Option(metavar="MIN", help="Each night starts up to so many minutes later.")] = 60,
    window: Annotated[
        float, typer.Option(metavar="HOURS", help="So long after its time a night that failed is tried again.")
    ] = 6,
    grace: Annotated[float, typer.Option(metavar="HOURS", help="So late a night that was missed is still caught up.")] = 12,
    rubric: Annotated[list[str] | None, typer.Option(metavar="ID", help="Grade by this rubric (repeatable).")] = None,
    data: Annotated[Data, typer.Option(help="How new the rows are, as in `audit`.")] = Data.SAMPLE,
    pages: Annotated[
        int, typer.Option(metavar="N", min=0, help="Requests a portal for pages and documents, as in `audit`.")
    ] = 60,
    rate: Annotated[float | None, typer.Option(metavar="N", help="Requests a second and host.")] = None,
    max_minutes: Annotated[float | None, typer.Option(metavar="N", help="Stop a try after so many minutes.")] = None,
    platform: Annotated[Platform | None, typer.Option(help="Skip detection.")] = None,
) -> None:
    """Audit targets every night; one that is scheduled already gets what is told now."""
    from portalaudit import clock
    from portalaudit.audit.cities import expand
    from portalaudit.audit.registry import open_database
    from portalaudit.cli.config import load
    from portalaudit.errors import UsageError
    from portalaudit.model.schedule import Wishes
    from portalaudit.schedule import desk

    settings = load(context.obj)
    wishes = Wishes(tuple(rubric or ()), data.value, pages, rate, max_minutes, platform.value if platform else None)
    try:
        lengths = (timedelta(minutes=jitter), timedelta(hours=window), timedelta(hours=grace))
    except (ValueError, OverflowError) as problem:
        raise UsageError("--jitter takes minutes, --window and --grace take hours") from problem
    asked = desk.Asked(cron, zone, *lengths, wishes)
    engine = open_database(settings.db)
    for added in desk.add(engine, expand(targets), asked, clock.now(), settings.opt_out):
        for line in added.said:
            sys.stderr.write(f"portalaudit: {line}\n")
        one = added.schedule
        when = "paused" if one.next_due is None else f"next {_both(one.next_due, one.zone)}"
        sys.stdout.write(f"{one.target}: {'scheduled' if added.new else 'changed'}, {one.cron} {one.zone}, {when}\n")


@app.command("list")
def list_(context: typer.Context, output: Output = Form.TEXT) -> None:
    """All schedules: when each is due next, in the city's time and in UTC, and how its last night ended."""
    from portalaudit.cli.text import paragraph, table
    from portalaudit.export.schedules import schedules_csv, schedules_json
    from portalaudit.schedule import desk

    found = desk.listed(_engine(context))
    if output is not Form.TEXT:
        sys.stdout.write((schedules_json if output is Form.JSON else schedules_csv)(found).decode())
    elif not found:
        paragraph("Nothing is scheduled; `portalaudit schedule add TARGET` does it")
    else:
        table(("target", "cron", "zone", "next, local", "next, UTC", "last night"), map(_listed, found))


def _listed(one: "Listed") -> tuple[str, ...]:
    of = one.schedule
    last = "" if one.last_due is None else f"{_local(one.last_due, of.zone)} {one.last_state}"
    if of.next_due is None:
        return of.target, of.cron, of.zone, "paused", "", last
    return of.target, of.cron, of.zone, _local(of.next_due, of.zone), f"{of.next_due:%Y-%m-%d %H:%M}", last


@app.command()
def pause(context: typer.Context, targets: Targets) -> None:
    """Let no more nights go, until `resume`; an audit that has begun goes on."""
    from portalaudit import clock
    from portalaudit.audit.cities import expand
    from portalaudit.schedule import desk

    for one in desk.pause(_engine(context), expand(targets), clock.now()):
        sys.stdout.write(f"{one.target}: paused\n")


@app.command()
def resume(context: typer.Context, targets: Targets) -> None:
    """Go on with paused targets from their next night on."""
    from portalaudit import clock
    from portalaudit.audit.cities import expand
    from portalaudit.schedule import desk

    for one in desk.resume(_engine(context), expand(targets), clock.now()):
        sys.stdout.write(f"{one.target}: next {_both(one.next_due, one.zone) if one.next_due else 'never'}\n")


@app.command()
def remove(context: typer.Context, targets: Targets) -> None:
    """Take targets off the schedule; what was audited stays."""
    from portalaudit import clock
    from portalaudit.audit.cities import expand
    from portalaudit.schedule import desk

    for target in desk.remove(_engine(context), expand(targets), clock.now()):
        sys.stdout.write(f"{target}: no longer scheduled\n")


@app.command()
def due(
    context: typer.Context,
    within: Annotated[
        float, typer.Option("--within", metavar="HOURS", min=0, max=8784, help="What comes in so many hours too.")
    ] = 0,
    output: Output = Form.TEXT,
) -> None:
    """What is due, waits, runs, or was given up; changes nothing."""
    from portalaudit import clock
    from portalaudit.cli.text import paragraph, table
    from portalaudit.export.schedules import due_csv, due_json
    from portalaudit.schedule import desk

    now, span = clock.now(), timedelta(hours=within)
    found = desk.due(_engine(context), now, span)
    if output is Form.JSON:
        sys.stdout.write(due_json(found, now, span).decode())
    elif output is Form.CSV:
        sys.stdout.write(due_csv(found).decode())
    elif not found:
        paragraph("Nothing is due, waits or runs" + ("; --within HOURS looks ahead" if not within else ""))
    else:
        table(("target", "state", "due, local", "not before, UTC", "until, UTC", "tries", ""), map(_due, found), right=(5,))


def _due(one: "Due") -> tuple[str, ...]:
    moments = (f"{when:%Y-%m-%d %H:%M}" if when else "" for when in (one.not_before, one.until))
    kind = " (asked for)" if one.kind == "demand" else ""
    return (
        one.target,
        one.state + kind,
        _local(one.due_at, one.zone),
        *moments,
        str(one.tries) if one.tries else "",
        one.line or "",
    )


def _engine(context: typer.Context) -> "Engine":
    from portalaudit.audit.registry import open_database
    from portalaudit.cli.config import load

    return open_database(load(context.obj).db)


def _local(when: datetime, zone: str) -> str:
    """`Tue 2026-12-01 02:30 CET`."""
    from portalaudit.schedule.cron import zone_of

    return f"{when.astimezone(zone_of(zone)):%a %Y-%m-%d %H:%M %Z}"


def _both(when: datetime, zone: str) -> str:
    return f"{_local(when, zone)} ({when:%Y-%m-%d %H:%M} UTC)"
