"""`portalaudit alerts`: what moved, and whether messages arrive; `portalaudit feed`."""

import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from portalaudit.errors import UsageError

if TYPE_CHECKING:
    from portalaudit.model.alerts import News

app = typer.Typer(help="What moved between audits, and who is told of it.", no_args_is_help=True)

Form = Literal["text", "json"]


@app.command("list")
def listed(
    context: typer.Context,
    output: Annotated[Form, typer.Option("--output", help="text or json.")] = "text",
    city: Annotated[str | None, typer.Option("--city", metavar="KEY", help="Only of this city, or portal's address.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Withdrawn ones too.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many of the newest.")] = 100,
) -> None:
    """What was seen once, and what a second audit confirmed; the newest first. Looks for news first, and tells nobody."""
    import msgspec

    from portalaudit import clock
    from portalaudit.audit.registry import open_database
    from portalaudit.cli.config import load
    from portalaudit.export.telling.document import alerts_document
    from portalaudit.model.alerts import EVERY
    from portalaudit.store.alerts import list_alerts, observe

    settings = load(context.obj)
    engine = open_database(settings.db)
    observe(engine, clock.now(), every=True)
    states = EVERY if every else EVERY[:2]
    found = list_alerts(engine, states=states, target=city, limit=limit)
    if output == "json":
        sys.stdout.write(msgspec.json.encode(alerts_document(found)).decode() + "\n")
    else:
        _print(found, context.obj.lang, settings.telling.zone)


def _print(found: "tuple[News, ...]", lang: str, zone: str) -> None:
    from portalaudit.cli.text import line, table
    from portalaudit.export.telling.page import item
    from portalaudit.export.telling.wording import words
    from portalaudit.schedule.telling.titles import titles

    said = words(lang, zone, titles())
    rows = []
    for news in found:
        shown = item(news, said)
        when = said.local(news.alert.confirmed_at or news.alert.first_at)
        rows.append((f"{when:%Y-%m-%d}", news.alert.state, shown.who, shown.what))
    if rows:
        table(("when", "state", "city", "what"), rows)
    else:
        line("nothing moved")


@app.command("test")
def tried(
    context: typer.Context,
    channel: Annotated[str | None, typer.Option("--channel", metavar="NAME", help="Only this one, e.g. mail:office.")] = None,
) -> int:
    """Send a test message to the channels of the settings; one line each, exit 1 if one of them did not take it."""
    from portalaudit import clock
    from portalaudit.cli.config import load
    from portalaudit.schedule.telling.sending import send_trial

    channels = load(context.obj).channels()
    chosen = [each for each in channels.all if channel in (None, each.channel)]
    if not chosen:
        known = ", ".join(each.channel for each in channels.all)
        raise UsageError(f"no channel {channel}: there are {known}" if known and channel else "the settings name no channel")
    broken = 0
    for each in chosen:
        outcome = send_trial(channels, each, clock.now(), f"test-{secrets.token_hex(16)}")
        broken += not outcome.sent
        sys.stdout.write(f"{'good  ' if outcome.sent else 'broken'}  {each.channel}: {outcome.line}\n")
        sys.stdout.flush()
    return 1 if broken else 0


def register(main: typer.Typer) -> None:
    """Add the group and `feed`."""
    main.add_typer(app, name="alerts")
    main.command()(feed)


def feed(
    context: typer.Context,
    file: Annotated[Path, typer.Option("-o", "--file", metavar="FILE", help="Where to write it.")],
) -> None:
    """Write the Atom feed of what was confirmed."""
    from portalaudit import clock
    from portalaudit.audit.registry import open_database
    from portalaudit.cli.config import load
    from portalaudit.model.channels import Feed
    from portalaudit.schedule.telling.feed import feed_of, write_whole
    from portalaudit.store.alerts import observe

    settings = load(context.obj)
    engine = open_database(settings.db)
    observe(engine, clock.now(), every=True)
    told = settings.channels().feed or Feed(file, lang=context.obj.lang)
    try:
        write_whole(file, feed_of(engine, told.filter, told.lang, settings.telling.zone, told.address))
    except OSError as problem:
        raise UsageError(f"{file} cannot be written: {problem.strerror}") from problem
