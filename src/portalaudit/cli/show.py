"""`portalaudit show`, `recheck` and `reread`: an audit again, as stored or judged anew."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from portalaudit.errors import UsageError

AuditRef = Annotated[str, typer.Argument(metavar="AUDIT", help="An audit's id, a city's key (its latest), or `last`.")]
Rubrics = Annotated[list[str] | None, typer.Option("--rubric", metavar="ID", help="Grade by these rubrics only.")]
AllFindings = Annotated[bool, typer.Option("--all-findings", help="Every finding, not five a check.")]


class Form(StrEnum):
    """Forms of output."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(show)
    app.command()(recheck)
    app.command()(reread)


def show(
    context: typer.Context,
    audit: AuditRef,
    output: Annotated[Form, typer.Option("--output", help="text, json or html; with --datasets json or csv.")] = Form.TEXT,
    all_findings: AllFindings = False,
    datasets: Annotated[bool, typer.Option("--datasets", help="One line an asset.")] = False,
) -> None:
    """Show an audit again, as it was stored."""
    from portalaudit.audit import replay
    from portalaudit.audit.people import shown
    from portalaudit.cli.config import load
    from portalaudit.cli.output import emit_audit

    settings = load(context.obj)
    if datasets:
        if output not in (Form.JSON, Form.CSV):
            if sys.stdout.isatty() or output is Form.HTML:
                raise UsageError("--datasets prints json or csv: add --output csv")
            output = Form.CSV
        sys.stdout.write(replay.datasets_of(settings.db, settings.archive, audit, output.value))
        return
    _no_table(output)
    if output is Form.HTML:
        again = replay.recheck(settings.db, settings.archive, audit, all_findings=all_findings)
        emit_audit(again, output.value, all_findings, context.obj.lang)
    else:
        emit_audit(shown(settings.db, settings.archive, audit, all_findings), output.value, all_findings, context.obj.lang)


def _no_table(output: Form) -> None:
    if output is Form.CSV:
        raise UsageError("--output csv goes with `show --datasets`")


def recheck(
    context: typer.Context,
    audit: Annotated[
        str, typer.Argument(metavar="AUDIT|BUNDLE", help="An audit's id, a city's key, `last`, or a bundle's file.")
    ],
    rubric: Rubrics = None,
    city: Annotated[str | None, typer.Option("--city", metavar="KEY|FILE", help="Judge as this city's.")] = None,
    output: Annotated[Form, typer.Option("--output", help="text, json or html.")] = Form.TEXT,
    all_findings: AllFindings = False,
) -> None:
    """Judge a stored audit again, offline, with today's software; writes nothing."""
    from portalaudit.audit import replay
    from portalaudit.audit.registry import city_from
    from portalaudit.cli.config import load
    from portalaudit.cli.output import emit_audit

    _no_table(output)
    settings = load(context.obj)
    judged_as = city_from(settings.db, city) if city else None
    again = replay.recheck(settings.db, settings.archive, audit, rubric, judged_as, all_findings)
    emit_audit(again, output.value, all_findings, context.obj.lang)


def reread(
    context: typer.Context,
    audit: AuditRef,
    rubric: Rubrics = None,
    output: Annotated[Form, typer.Option("--output", help="text, json or html.")] = Form.TEXT,
    all_findings: AllFindings = False,
) -> None:
    """Read and judge a stored audit again from the archive alone; writes nothing."""
    from portalaudit.audit import replay
    from portalaudit.cli.config import load
    from portalaudit.cli.output import emit_audit

    _no_table(output)
    settings = load(context.obj)
    again = replay.reread(settings.db, settings.archive, audit, rubric, all_findings)
    emit_audit(again, output.value, all_findings, context.obj.lang)
