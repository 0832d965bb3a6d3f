"""`portalaudit serve`: the clock, and what runs beside it in one process."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from portalaudit.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    context: typer.Context,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=1, help="Audits at once in this process.")] = 4,
    no_runner: Annotated[bool, typer.Option("--no-runner", help="Only be the clock: run no audits in this process.")] = False,
    standby: Annotated[
        bool, typer.Option("--standby", help="Where another process is the clock, wait and take over when it ends.")
    ] = False,
    tick: Annotated[float, typer.Option("--tick", metavar="SECONDS", help="Time between two looks at what is due.")] = 15.0,
    listen: Annotated[
        str | None,
        typer.Option("--listen", metavar="ADDRESS:PORT", help="Answer /healthz, /readyz and /metrics there; else nowhere."),
    ] = None,
    no_prune: Annotated[bool, typer.Option("--no-prune", help="Leave retention to `portalaudit db prune`.")] = False,
    rate: Annotated[
        float, typer.Option(metavar="N", help="Requests a second and host; 0 for no limit, only with --allow-private.")
    ] = 1.0,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Loopback and private targets: for one's own tests.")
    ] = False,
) -> None:
    """Let every night go when it is due, until Ctrl-C or SIGTERM; a second clock of the same database ends with one line."""
    if not 0.1 <= tick <= 3600:
        raise UsageError("--tick takes seconds between 0.1 and 3600")
    with _stopping() as stop:
        from portalaudit.cli.config import load, logging_as
        from portalaudit.cli.worker import options_of
        from portalaudit.schedule.http import address
        from portalaudit.schedule.runner import Terms
        from portalaudit.schedule.serve import serve as run
        from portalaudit.schedule.serving import Serving

        if listen is not None:
            address(listen)
        settings = load(context.obj, service=True)
        run(
            Serving(
                options_of(settings, rate, allow_private), stop, tick, standby, runner=not no_runner, terms=Terms(jobs=jobs),
                listen=listen, channels=settings.channels(), prune=not no_prune,
                logging=logging_as(settings, context.obj, service=True),
            )
        )  # fmt: skip


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set, from the first moment on."""
    stop = threading.Event()

    def asked(number: int, frame: object) -> None:
        # A handler runs in the midst of whatever this thread does, maybe of `stop.wait`, whose lock `set` would wait for.
        threading.Thread(target=stop.set, daemon=True).start()

    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
