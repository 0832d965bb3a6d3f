"""`portalaudit db`: the database's schema and its state."""

import sys
from typing import Annotated

import typer

app = typer.Typer(help="The database: schema, integrity, size.", no_args_is_help=True)


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
def check(context: typer.Context) -> int:
    """Whether database and archive fit together; exit 1 and one line for each thing that does not."""
    from portalaudit.audit.registry import database_problems
    from portalaudit.cli.config import load

    settings = load(context.obj)
    problems = database_problems(settings.db, settings.archive)
    sys.stdout.write("".join(f"{line}\n" for line in problems) or "consistent\n")
    return 1 if problems else 0


@app.command()
def stats(context: typer.Context) -> None:
    """Rows and bytes of each table."""
    from portalaudit.audit.registry import database_stats
    from portalaudit.cli.config import load
    from portalaudit.cli.text import table

    counts = database_stats(load(context.obj).db)
    table(("what", "how much"), list(counts.items()), right=(1,))
