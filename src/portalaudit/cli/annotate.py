"""`portalaudit annotate`: what people say of a finding, and whether `--fail-under` is to leave it out."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalaudit.errors import UsageError

if TYPE_CHECKING:
    from portalaudit.model.assessment import Annotation


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(annotate)


def annotate(
    context: typer.Context,
    finding: Annotated[str | None, typer.Argument(metavar="FINDING", help="CHECK:SUBJECT, or an id that `show` prints.")] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="CODE", help="One of a closed list, which --reasons shows.")
    ] = None,
    text: Annotated[str | None, typer.Option("--text", metavar="TEXT", help="What there is to say.")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who says so.")] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", metavar="DATE", formats=["%Y-%m-%d"], help="The last day on which it holds.")
    ] = None,
    waive: Annotated[
        bool, typer.Option("--waive", help="Leave the finding out of the score that --fail-under looks at.")
    ] = False,
    audit: Annotated[
        str | None, typer.Option("--audit", metavar="AUDIT", help="An audit, or a city (its latest), whose finding is meant.")
    ] = None,
    reasons: Annotated[bool, typer.Option("--reasons", help="The reasons that there are.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="Annotations of the audit's portals, or all.")] = False,
    export: Annotated[bool, typer.Option("--export", help="Print annotations as JSON, superseded ones too.")] = False,
    source: Annotated[Path | None, typer.Option("--import", metavar="FILE", help="Add the annotations of such a JSON.")] = None,
) -> None:
    """Put a dispute or a remark on record beside a finding; the finding stays as it is."""
    from portalaudit.audit import assessment
    from portalaudit.cli.config import load
    from portalaudit.export.assessment import annotations_json

    if sum((reasons, listing, export, source is not None)) > 1:
        raise UsageError("one of --reasons, --list, --export and --import at a time")
    looking = reasons or listing or export or source is not None
    if looking and (finding, reason, text, by, until, waive) != (None, None, None, None, None, False):
        raise UsageError("an annotation is FINDING --reason CODE --text TEXT --by NAME, without --list and the like")
    if (reasons or source is not None) and audit is not None:
        raise UsageError("--audit goes with a finding, --list and --export")
    if reasons:
        _print_reasons()
        return
    db = load(context.obj).db
    if source is not None:
        done = assessment.import_annotations(db, source)
        sys.stdout.write(f"{done.new:,} new, {done.known:,} stood there already\n")
    elif export:
        sys.stdout.write(annotations_json(assessment.annotations_of(db, audit)).decode())
    elif listing:
        _print(assessment.annotations_of(db, audit))
    elif finding is None or reason is None or text is None or by is None:
        raise UsageError("give FINDING --reason CODE --text TEXT --by NAME; or --reasons, --list, --export, --import")
    else:
        day = None if until is None else until.replace(tzinfo=UTC).date()
        _print([assessment.annotate(db, finding, reason, text, by, until=day, waive=waive, ref=audit)])


def _print(found: "Sequence[Annotation]") -> None:
    from portalaudit import clock
    from portalaudit.cli.text import paragraph, table
    from portalaudit.model.assessment import last_annotations

    if not found:
        paragraph("Nothing was annotated yet.")
        return
    last = {one.id for one in last_annotations(found)}
    today = clock.now().date()
    rows = [
        (
            one.finding, one.check, one.subject, one.reason, "waived" if one.waive else "",
            "" if one.until is None else one.until.isoformat(), _state(one, one.id in last, one.holds(today)),
            one.by, f"{one.made_at:%Y-%m-%d %H:%M}", one.text,
        )
        for one in found
    ]  # fmt: skip
    table(("finding", "check", "subject", "reason", "", "until", "", "by", "when (UTC)", "text"), rows)


def _state(one: "Annotation", last: bool, holds: bool) -> str:
    from portalaudit.model.assessment import WITHDRAWN

    if not last:
        return "superseded"
    return "" if holds or one.reason == WITHDRAWN else "has run out"


def _print_reasons() -> None:
    from portalaudit.cli.text import report, safe
    from portalaudit.data.annotation_reasons import annotation_reasons

    report(("reason", "what it says"), [(one.code, safe(one.text)) for one in annotation_reasons().values()])
