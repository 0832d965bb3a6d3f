"""`portalaudit requests`: which documents to ask a city for."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from portalaudit.cli.show import AuditRef

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portalaudit.export.requests import Request
    from portalaudit.model.audit import Audit


class Form(StrEnum):
    """Forms of output."""

    TEXT = "text"
    CSV = "csv"
    MD = "md"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(requests)


def requests(
    context: typer.Context,
    audit: AuditRef,
    rubric: Annotated[
        list[str] | None, typer.Option("--rubric", metavar="ID", help="By these rubrics; else the audit's that have no score.")
    ] = None,
    output: Annotated[Form, typer.Option("--output", help="text, csv, or md: a letter to the city.")] = Form.TEXT,
) -> None:
    """Per criterion that is open: what was looked for, where, and which document to ask the city for."""
    from portalaudit.audit.requests import open_requests, written
    from portalaudit.cli.config import load

    settings = load(context.obj)
    judged, found = open_requests(settings.db, settings.archive, audit, rubric)
    if output is Form.TEXT:
        _print(judged, found)
    else:
        sys.stdout.write(written(judged, found, output.value).decode())


def _print(audit: "Audit", found: "Sequence[Request]") -> None:
    from portalaudit.cli.text import heading, line, mark, paragraph, report, safe
    from portalaudit.export.names import name_of

    line(f"[bold]{safe(name_of(audit))}[/bold]  audit {audit.id}")
    if not found:
        paragraph("Nothing is open: there is no document to ask for.")
    places: dict[tuple[str, ...], int] = {}
    for rubric in dict.fromkeys(one.rubric for one in found):
        ours = [one for one in found if one.rubric == rubric]
        heading(f"{rubric}: {len(ours)} open criteria")
        report((), [(mark(one.finding), one.criterion, _said(one, places)) for one in ours])
    for place, number in places.items():
        heading(f"Where was looked [{number}]")
        for text in place:
            line(f"  {safe(text)}", indent="    ")
    if found:
        key = audit.target.city.key if audit.target.city else "CITY"
        line()
        paragraph(f"Hand documents over with: portalaudit evidence add {key} --criterion ID --file FILE --note TEXT")


def _said(one: "Request", places: dict[tuple[str, ...], int]) -> str:
    from portalaudit.cli.text import safe

    number = places.setdefault(one.looked_in, len(places) + 1)
    why = f" ({safe(one.why)})" if one.why else ""
    rows = [
        f"[bold]{safe(one.title)}[/bold]{why}",
        f"Looked for: {safe(f'{one.looked_for} [{number}]')}",
        f"Found: {safe(one.found or 'nothing')}",
        f"Ask for: {safe(one.ask_for or 'whatever shows it')}",
    ]
    return "\n".join(rows)
