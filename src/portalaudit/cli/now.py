"""`portalaudit schedule now`: an audit as soon as a runner is free, before the nightly ones."""

import sys
from typing import Annotated

import typer

from portalaudit.cli.audit import Data, Platform


def register(group: typer.Typer) -> None:
    """Add the command to the group `schedule`."""
    group.command()(now)


def now(
    context: typer.Context,
    targets: Annotated[
        list[str], typer.Argument(metavar="TARGET…", help="City keys, portal addresses, or @file with one a line.")
    ],
    rubric: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Grade by this rubric (repeatable; default wwc-v3 and portal-health).")
    ] = None,
    data: Annotated[
        Data, typer.Option(help="How new the rows are: ask of no dataset, of the 50 most viewed, or of all.")
    ] = Data.SAMPLE,
    pages: Annotated[
        int, typer.Option(metavar="N", min=0, help="Requests a portal for pages and documents on policy; 0 for no look.")
    ] = 60,
    rate: Annotated[float | None, typer.Option(metavar="N", help="Requests a second and host; else as the runner says.")] = None,
    max_minutes: Annotated[float | None, typer.Option(metavar="N", help="Let others have their turn after so many.")] = None,
    platform: Annotated[Platform | None, typer.Option(help="Skip detection.")] = None,
    window: Annotated[float, typer.Option(metavar="HOURS", help="Try again for so long if it fails.")] = 6.0,
) -> None:
    """Audit targets as soon as a runner is free."""
    from datetime import timedelta

    from portalaudit import clock
    from portalaudit.audit.cities import expand
    from portalaudit.audit.demands import demand
    from portalaudit.cli.config import load
    from portalaudit.errors import UsageError
    from portalaudit.model.schedule import Wishes
    from portalaudit.schedule.desk import LONGEST

    for name, value in (("--rate", rate), ("--max-minutes", max_minutes), ("--window", window)):
        if value is not None and not 0 < value < float("inf"):
            raise UsageError(f"{name} takes a number above 0")
    most = LONGEST / timedelta(hours=1)
    if window > most:
        raise UsageError(f"--window takes at most {most:g} hours")
    wishes = Wishes(tuple(rubric or ()), data.value, pages, rate, max_minutes, platform.value if platform else None)
    moment = clock.now()
    for job in demand(load(context.obj).db, expand(targets), wishes, moment, moment + timedelta(hours=window)):
        sys.stdout.write(f"{job.target}: job {job.id}, as soon as a runner is free\n")
