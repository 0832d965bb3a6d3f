"""`portalaudit evidence`: documents that a person hands over for a city."""

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Documents handed over for a city: kept apart from what was crawled.", no_args_is_help=True)


@app.command()
def add(
    context: typer.Context,
    city: Annotated[str, typer.Argument(help="A city's key.")],
    criterion: Annotated[str, typer.Option("--criterion", metavar="ID", help="What it is evidence for: ID, or RUBRIC/ID.")],
    file: Annotated[Path, typer.Option("--file", metavar="FILE", help="The document, 64 MB at most.")],
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="Where it is from, for whoever reads it later.")
    ] = None,
) -> None:
    """Archive a document; the city's next audits read it, and say `submitted` beside what they take from it."""
    from portalaudit.audit.submissions import hand_over
    from portalaudit.cli.config import load
    from portalaudit.cli.text import paragraph
    from portalaudit.export.report.wording import wording

    settings = load(context.obj)
    done = hand_over(settings.db, settings.archive, city, criterion, file, note)
    given = done.submitted
    if done.new:
        paragraph(f"{given.city} {given.criterion}: {given.name} kept as capture {given.capture.id}")
    else:
        paragraph(
            f"{given.city} {given.criterion}: the same bytes stand there since {given.added_at:%Y-%m-%d} as {given.name}; "
            "not added again"
        )
    if done.entries is not None:
        paragraph(f"Read as: a data inventory, {done.entries:,} entries. `portalaudit audit {given.city}` takes it into account")
    elif done.kind is None:
        paragraph(f"It cannot be read by a machine ({done.failure}): it is kept for people to read")
    else:
        paragraph(
            f"Read as: {wording('en').label('document_kind', done.kind)}. `portalaudit audit {given.city}` takes it into account"
        )
    sys.stdout.flush()


@app.command("list")
def list_(context: typer.Context, city: Annotated[str, typer.Argument(help="A city's key.")]) -> None:
    """What was handed over for a city, in the order in which it was added."""
    from portalaudit.audit.submissions import listed
    from portalaudit.cli.config import load
    from portalaudit.cli.text import paragraph, table

    found = listed(load(context.obj).db, city)
    if not found:
        paragraph(f"Nothing was handed over for {city}")
        return
    rows = [
        (f"{one.added_at:%Y-%m-%d}", one.criterion, one.name, f"{one.capture.length:,}", one.capture.id, one.note or "")
        for one in found
    ]
    table(("added", "criterion", "file", "bytes", "capture", "note"), rows, right=(3,))
