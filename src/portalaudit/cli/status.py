"""`portalaudit status`: where all targets stand, how one of them fared, or one criterion over all."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from portalaudit.errors import UsageError

if TYPE_CHECKING:
    from portalaudit.model.history import Status, Tallies, Trend

WEEK, YEAR = 7, 365
"""Days that movement is told of, unless told: of all targets, and of one (own choice)."""


class Form(StrEnum):
    """Forms of output."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    HTML = "html"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(status)


def status(
    context: typer.Context,
    target: Annotated[str | None, typer.Argument(help="A city's key or a portal's address: how it fared over time.")] = None,
    rubric: Annotated[str, typer.Option("--rubric", metavar="ID", help="By the criteria of this rubric.")] = "wwc-v3",
    since: Annotated[
        int | None, typer.Option("--since", metavar="DAYS", help="Movement of so many days; 7 unless told, 365 of one target.")
    ] = None,
    criterion: Annotated[
        str | None, typer.Option("--criterion", metavar="ID", help="One criterion over all targets, month by month.")
    ] = None,
    department: Annotated[
        str | None, typer.Option("--department", metavar="NAME", help="Of one target: open findings of this department.")
    ] = None,
    output: Annotated[Form, typer.Option("--output", help="text, csv, json or html.")] = Form.TEXT,
) -> None:
    """All targets by criteria: last seen, movement, gaps, evidence, what comes next; or one target or criterion over time."""
    from portalaudit.audit import history
    from portalaudit.cli.config import load

    db, lang = load(context.obj).db, context.obj.lang
    if criterion is not None and (target is not None or department is not None):
        raise UsageError("--criterion is told over all targets: leave out the target and --department")
    if department is not None and target is None:
        raise UsageError("--department is one of a target's: name the target too")
    if criterion is not None:
        _print(history.tallies_of(db, rubric, criterion, YEAR if since is None else since), output, lang)
    elif target is not None:
        _print(history.trend_of(db, target, rubric, YEAR if since is None else since, department), output, lang)
    else:
        _print(history.status_of(db, rubric, WEEK if since is None else since), output, lang)


def _print(found: "Status | Trend | Tallies", form: Form, lang: str) -> None:
    if form is Form.TEXT:
        from portalaudit.cli.trend_text import print_found

        print_found(found)
    elif form is Form.CSV:
        from portalaudit.export.history.csvs import as_csv

        sys.stdout.write(as_csv(found).decode())
    elif form is Form.JSON:
        from portalaudit.export.history.document import document

        sys.stdout.write(msgspec.json.encode(document(found)).decode() + "\n")
    else:
        from portalaudit.export.history.page import page

        sys.stdout.write(page(found, lang))
    sys.stdout.flush()
