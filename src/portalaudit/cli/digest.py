"""`portalaudit digest`: a night in short, printed and not sent."""

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

import typer

from portalaudit.errors import UsageError

if TYPE_CHECKING:
    from portalaudit.model.channels import Channels
    from portalaudit.model.digest import Digest

Form = Literal["text", "html", "json", "eml"]
_NOBODY = "portalaudit <portalaudit@example.invalid>"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(digest)


def digest(
    context: typer.Context,
    since: Annotated[
        str | None, typer.Option("--since", metavar="MOMENT", help="From then on, ISO 8601; the last 24 hours unless told.")
    ] = None,
    output: Annotated[Form, typer.Option("--output", help="text, html, json or eml (the mail).")] = "text",
) -> None:
    """What was audited, what moved, what waits for a second look. Looks for news first; sends nothing."""
    from portalaudit import clock
    from portalaudit.audit.registry import open_database
    from portalaudit.cli.config import load
    from portalaudit.store.alerts import observe
    from portalaudit.store.digests import collect_digest

    settings = load(context.obj)
    channels, now = settings.channels(), clock.now()
    begin = now - timedelta(days=1) if since is None else _moment(since, channels.zone)
    if begin >= now:
        raise UsageError(f"--since {since}: lies in the future")
    engine = open_database(settings.db)
    observe(engine, now, every=True)
    found = collect_digest(engine, begin, now, channels.zone)
    sys.stdout.write(_rendered(found, output, context.obj.lang, channels))


def _rendered(found: "Digest", output: Form, lang: str, channels: "Channels") -> str:
    import msgspec

    from portalaudit.export.telling.document import digest_document
    from portalaudit.export.telling.html import html
    from portalaudit.export.telling.mail import mail
    from portalaudit.export.telling.page import digest_page
    from portalaudit.export.telling.text import text
    from portalaudit.export.telling.wording import words
    from portalaudit.schedule.telling.titles import titles

    if output == "json":
        return msgspec.json.encode(digest_document(found)).decode() + "\n"
    page = digest_page(found, words(lang, channels.zone, titles()))
    if output == "eml":
        sender = channels.server.sender if channels.server else _NOBODY
        to = channels.recipients[0].to if channels.recipients else (_NOBODY,)
        return mail(page, sender, to, found.until, f"digest-{found.until:%Y%m%d%H%M%S}").decode()
    return html(page) + "\n" if output == "html" else text(page)


def _moment(given: str, zone: str) -> datetime:
    """A moment, or the beginning of a day; without an offset in the operator's zone."""
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as problem:
        raise UsageError(f"--since {given}: write ISO 8601, e.g. 2026-11-29 or 2026-11-29T02:00Z") from problem
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
