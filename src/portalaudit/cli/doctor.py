"""`portalaudit doctor`: whether this installation can do its work."""

import sys
from collections.abc import Callable, Iterator

import typer

from portalaudit.errors import PortalauditError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(context: typer.Context) -> int:
    """Look at settings, database, archive, connectors, checks and rubrics; one line each, exit 2 if one is broken."""
    broken = 0
    for name, look in _looks(context):
        try:
            said = look()
        except (PortalauditError, OSError, ValueError, ImportError) as problem:
            broken += 1
            sys.stdout.write(f"broken  {name}: {' '.join(str(problem).split())}\n")
        else:
            sys.stdout.write(f"good    {name}: {said}\n")
    return 2 if broken else 0


def _looks(context: typer.Context) -> Iterator[tuple[str, Callable[[], str]]]:
    from portalaudit import __version__
    from portalaudit.audit import registry
    from portalaudit.checks.run import discover
    from portalaudit.cli.channels import channel_lines, outbox_line
    from portalaudit.cli.config import load
    from portalaudit.connectors.registry import connectors
    from portalaudit.rubrics.load import available
    from portalaudit.rubrics.load import load as load_rubric

    settings = load(context.obj)
    yield "portalaudit", lambda: f"{__version__} on Python {sys.version.split()[0]}"
    yield "database", lambda: registry.database_state(settings.db)
    yield "archive", lambda: registry.archive_state(settings.archive)
    yield "registry", lambda: f"{len(registry.known_cities(settings.db))} cities"
    yield "connectors", lambda: ", ".join(sorted(connectors()))
    yield "checks", lambda: f"{sum(bool(check.manual.sections) for check in discover())}, each with its manual"
    yield "rubrics", lambda: ", ".join(f"{load_rubric(name).id} {load_rubric(name).version}" for name in available())
    yield "telling", lambda: channel_lines(settings.channels()) + outbox_line(settings.db)
    yield "contact", lambda: settings.contact or "none told; set PORTALAUDIT_CONTACT so that portals can reach you"
