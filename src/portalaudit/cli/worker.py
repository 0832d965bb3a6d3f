"""`portalaudit worker`: makes the audits that wait, without a clock; as many of them as there are machines, on PostgreSQL."""

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from portalaudit.audit.options import Options
    from portalaudit.cli.config import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(worker)


def worker(
    context: typer.Context,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=1, help="Audits at once.")] = 4,
    rate: Annotated[
        float, typer.Option(metavar="N", help="Requests a second and host; 0 for no limit, only with --allow-private.")
    ] = 1.0,
    once: Annotated[bool, typer.Option("--once", help="End after one audit.")] = False,
    drain: Annotated[bool, typer.Option("--drain", help="End when nothing is due.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Loopback and private targets: for one's own tests.")
    ] = False,
) -> int:
    """Make the audits that wait, until stopped; several of these may run."""
    from portalaudit.cli.config import load, logging_as
    from portalaudit.schedule import news
    from portalaudit.schedule.runner import Runner, Terms

    settings = load(context.obj, service=True)
    logging = logging_as(settings, context.obj, service=True)
    runner = Runner(options_of(settings, rate, allow_private), Terms(jobs=jobs), news.log, logging)
    before = {number: signal.signal(number, lambda *_: runner.ask_to_stop()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        runner.run(drain=drain, most=1 if once else None)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def options_of(settings: "Settings", rate: float, allow_private: bool) -> "Options":
    """What holds for every audit of a runner.

    Raises:
        UsageError: the rate is none.
    """
    from portalaudit.audit.options import Options
    from portalaudit.errors import UsageError

    if not 0 <= rate < float("inf") or (rate == 0 and not allow_private):
        raise UsageError("--rate 0 lifts the limits and goes with --allow-private only: give a rate above 0")
    token = settings.socrata_token.get_secret_value() if settings.socrata_token else None
    return Options(
        db=settings.db, archive=Path(settings.archive), rate=rate, allow_private=allow_private, contact=settings.contact,
        socrata_token=token, robots_bind_apis=settings.robots_bind_apis, opt_out=settings.opt_out,
    )  # fmt: skip
