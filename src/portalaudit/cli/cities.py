"""`portalaudit cities`: the registry of cities, their portals, publishers and departments."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from portalaudit.errors import UsageError

app = typer.Typer(help="The registry: cities, their portals and what only a registry can tell.", no_args_is_help=True)


@app.command("list")
def list_(context: typer.Context) -> None:
    """All cities, one a line."""
    from portalaudit.audit.registry import known_cities
    from portalaudit.cli.config import load
    from portalaudit.cli.text import table

    cities = known_cities(load(context.obj).db)
    rows = [
        (key, city.name, city.region or "", city.country or "", " ".join(city.portals), "opted out" if city.opted_out else "")
        for key, city in sorted(cities.items())
    ]
    table(("city", "name", "region", "country", "portals", ""), rows)


@app.command()
def show(context: typer.Context, city: Annotated[str, typer.Argument(help="A city's key.")]) -> None:
    """One city's record as TOML, ready to be edited and added again."""
    from portalaudit.audit.cities import to_toml
    from portalaudit.audit.registry import find_city
    from portalaudit.cli.config import load

    sys.stdout.write(to_toml(find_city(load(context.obj).db, city)))


@app.command()
def add(context: typer.Context, file: Annotated[Path, typer.Argument(help="A city record in TOML (docs/cities.md).")]) -> None:
    """Add one city's record, or put it in the place of the one that has its key."""
    from portalaudit.audit.cities import from_toml
    from portalaudit.audit.registry import save_cities
    from portalaudit.cli.config import load

    city = from_toml(file)
    save_cities(load(context.obj).db, [city])
    sys.stdout.write(f"{city.key}: saved\n")


@app.command("import")
def import_(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A folder of TOML records, or one CSV like data/cities.csv.")],
) -> None:
    """Add many records at once; nothing is saved unless all of them can be read."""
    from portalaudit.audit.cities import from_csv, from_toml
    from portalaudit.audit.registry import save_cities
    from portalaudit.cli.config import load

    cities = [from_toml(path) for path in sorted(folder.glob("*.toml"))] if folder.is_dir() else from_csv(folder)
    if not cities:
        raise UsageError(f"{folder}: no city records (*.toml) found")
    save_cities(load(context.obj).db, cities)
    sys.stdout.write(f"{len(cities)} cities saved\n")


@app.command()
def optout(
    context: typer.Context,
    city: Annotated[str, typer.Argument(help="A city's key.")],
    undo: Annotated[bool, typer.Option("--undo", help="Take the city in again.")] = False,
) -> None:
    """Never ask this city's portals for anything again, as it wished."""
    from dataclasses import replace

    from portalaudit.audit.registry import find_city, save_cities
    from portalaudit.cli.config import load

    settings = load(context.obj)
    found = find_city(settings.db, city)
    save_cities(settings.db, [replace(found, opted_out=not undo)])
    sys.stdout.write(f"{found.key}: {'takes part again' if undo else 'opted out'}\n")
