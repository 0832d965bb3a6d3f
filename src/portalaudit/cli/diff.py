"""`portalaudit diff`: what changed between two audits, and why."""

import sys
from enum import StrEnum
from typing import Annotated

import typer


class Form(StrEnum):
    """Forms of output."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(diff)


def diff(
    context: typer.Context,
    a: Annotated[
        str, typer.Argument(metavar="A", help="An audit's id, a city's key, a portal's address, `last`, or a bundle's file.")
    ],
    b: Annotated[
        str | None, typer.Argument(metavar="B", help="The later one; without it the last two complete audits of A.")
    ] = None,
    output: Annotated[Form, typer.Option("--output", help="text, json, html, or csv: one line an asset.")] = Form.TEXT,
    whole: Annotated[bool, typer.Option("--all", help="Every asset and finding, not the first of each kind.")] = False,
) -> None:
    """What changed between two audits, and why; writes nothing."""
    from portalaudit.audit.difference.compare import diff as compared
    from portalaudit.cli.config import load
    from portalaudit.export.difference.csvs import as_csv
    from portalaudit.export.difference.document import document
    from portalaudit.export.document import encode

    settings = load(context.obj)
    found = compared(settings.db, settings.archive, a, b, whole=whole)
    if output is Form.CSV:
        sys.stdout.write(as_csv(found).decode())
    elif output is Form.HTML:
        from portalaudit.export.difference.page import page

        sys.stdout.write(page(document(found, whole=whole), whole=whole))
    elif output is Form.JSON:
        sys.stdout.write(encode(document(found, whole=whole)).decode() + "\n")
    else:
        from portalaudit.cli.difference import print_difference

        print_difference(document(found, whole=whole), whole)
