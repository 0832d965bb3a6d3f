"""`portalaudit policy`: one document, what it is and which of the 31 provisions of an open-data policy stand in it."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from portalaudit.errors import UsageError


class Form(StrEnum):
    """Forms of output."""

    TEXT = "text"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(policy)


def policy(
    context: typer.Context,
    source: Annotated[
        str, typer.Argument(metavar="FILE|URL", help="A document: PDF, DOCX, ODT, HTML, Markdown, plain text, or its address.")
    ],
    plain: Annotated[
        bool, typer.Option("--plain", help="Print the plain text whose characters offsets count, and stop.")
    ] = False,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Loopback and private addresses.")] = False,
    output: Annotated[Form, typer.Option("--output", help="text or json.")] = Form.TEXT,
) -> None:
    """Examine one document: its kind, its instrument, its dates, and the 31 provisions with the passages that say so."""
    from portalaudit.audit.options import Options
    from portalaudit.audit.policy import examined
    from portalaudit.cli.config import load
    from portalaudit.cli.memo import print_memo
    from portalaudit.export.document import beyond_utf8, encode
    from portalaudit.export.policy import document

    if plain and output is Form.JSON:
        raise UsageError("--plain prints the text alone: leave out --output json")
    settings = load(context.obj)
    options = Options(
        db=settings.db, archive=Path(settings.archive), allow_private=allow_private, contact=settings.contact,
        robots_bind_apis=settings.robots_bind_apis, opt_out=settings.opt_out,
    )  # fmt: skip
    found = examined(source, options)
    if plain:
        sys.stdout.write(beyond_utf8.sub("\ufffd", found.text.plain))
    elif output is Form.JSON:
        sys.stdout.write(encode(document(found)).decode() + "\n")
    else:
        print_memo(found, source)
