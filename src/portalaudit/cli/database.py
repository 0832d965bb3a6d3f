"""`portalaudit db`: the database's schema and its state."""

import sys
from typing import Annotated

import typer

from portalaudit.cli import keeping

app = typer.Typer(help="The database and its archive: schema, integrity, size, what is kept.", no_args_is_help=True)


@app.command()
def upgrade(
    context: typer.Context, revision: Annotated[str, typer.Argument(help="A revision; the newest unless told.")] = "head"
) -> None:
    """Bring the schema to a revision, up or down; an empty database gets all tables."""
    from portalaudit import migrations
    from portalaudit.cli.config import load

    url = load(context.obj).db
    migrations.move(url, revision)
    sys.stdout.write(f"schema {migrations.current(url)}\n")


@app.command()
def current(context: typer.Context) -> None:
    """The schema's revision, and whether it is the newest."""
    from portalaudit import migrations
    from portalaudit.cli.config import load

    have = migrations.current(load(context.obj).db)
    newest = migrations.head()
    sys.stdout.write(f"{have or 'empty'}{'' if have == newest else f' (newest: {newest}; run `portalaudit db upgrade`)'}\n")


@app.command()
def check(
    context: typer.Context,
    deep: Annotated[bool, typer.Option("--deep", help="Read every capture and snapshot, and verify its digest.")] = False,
) -> int:
    """Whether database and archive fit together; exit 1 and one line for each thing that does not."""
    from portalaudit.audit.keeping.state import check as look
    from portalaudit.cli.config import load

    settings = load(context.obj)
    found = look(settings.db, settings.archive, deep)
    sys.stdout.write("".join(f"{line}\n" for line in found.problems) or "consistent\n")
    if not context.obj.quiet:
        sys.stderr.write("".join(f"portalaudit: {note}\n" for note in found.notes))
    return 1 if found.problems else 0


@app.command()
def stats(context: typer.Context) -> None:
    """Rows and bytes of each table, bytes of the archive by year, and what retention would free."""
    from portalaudit.audit.keeping.state import sizes
    from portalaudit.cli.config import load
    from portalaudit.cli.text import line, table

    settings = load(context.obj)
    told = sizes(settings.db, settings.archive)
    rows = [(one.name, f"{one.rows:,}", "" if one.bytes is None else f"{one.bytes:,}") for one in told.database.tables]
    table(("table", "rows", "bytes"), [*rows, ("in all", "", f"{told.database.bytes:,}")], right=(1, 2))
    line()
    years = [(str(one.year), f"{one.segments:,}", f"{one.snapshots:,}") for one in told.archive]
    segments, snapshots = sum(one.segments for one in told.archive), sum(one.snapshots for one in told.archive)
    table(("archive", "segments", "snapshots"), [*years, ("in all", f"{segments:,}", f"{snapshots:,}")], right=(1, 2))
    line()
    if told.audits:
        each = f"{told.database.bytes // told.audits:,} bytes of the database and {(segments + snapshots) // told.audits:,}"
        line(f"{told.audits:,} audits have results: {each} of the archive a night and a city")
    going = told.would_go
    line(f"retention would take {going.audits:,} audits now: {going.bytes:,} bytes of the archive")


keeping.register(app)
