"""`portalaudit decide`: what assessors decide on the machine's findings, and how far both agree."""

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalaudit.errors import UsageError

if TYPE_CHECKING:
    from portalaudit.export.agreement import Agreement
    from portalaudit.model.assessment import Decision


class Word(StrEnum):
    """Decisions."""

    ACCEPT = "accept"
    REJECT = "reject"
    MORE = "more"


class Form(StrEnum):
    """Forms of output."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


class Per(StrEnum):
    """Periods of the table of agreement."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(decide)


def decide(
    context: typer.Context,
    audit: Annotated[
        str | None, typer.Argument(metavar="AUDIT", help="An audit's id, a city's key (its latest), or `last`.")
    ] = None,
    criterion: Annotated[str | None, typer.Argument(metavar="CRITERION", help="Its id, or RUBRIC/ID.")] = None,
    decision: Annotated[
        Word | None,
        typer.Argument(
            metavar="DECISION", help="accept: the machine's finding stands; reject: it does not; more: more must be seen."
        ),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides.")] = None,
    why: Annotated[str | None, typer.Option("--why", metavar="TEXT", help="Why.")] = None,
    rubric: Annotated[str | None, typer.Option("--rubric", metavar="ID", help="Whose criterion it is.")] = None,
    listing: Annotated[
        bool, typer.Option("--list", help="Decisions on the audit, on all of the city's audits, or on all.")
    ] = False,
    agreement: Annotated[
        bool, typer.Option("--agreement", help="How far the machine and the assessors agree, by criterion and period.")
    ] = False,
    period: Annotated[Per, typer.Option("--period", help="month, quarter, year or all.")] = Per.QUARTER,
    output: Annotated[Form, typer.Option("--output", help="text, csv or json, of --agreement.")] = Form.TEXT,
    export: Annotated[bool, typer.Option("--export", help="Print decisions as JSON, superseded ones too.")] = False,
    source: Annotated[Path | None, typer.Option("--import", metavar="FILE", help="Add the decisions of such a JSON.")] = None,
) -> None:
    """Put an assessor's decision on a criterion on record; the machine's result stays as it is."""
    from portalaudit.audit import assessment
    from portalaudit.cli.config import load

    if sum((listing, agreement, export, source is not None)) > 1:
        raise UsageError("one of --list, --agreement, --export and --import at a time")
    looking = listing or agreement or export or source is not None
    if looking and (criterion is not None or by is not None or why is not None or (source is not None and audit is not None)):
        raise UsageError("a decision is AUDIT CRITERION accept|reject|more --by NAME --why TEXT, without --list and the like")
    db = load(context.obj).db
    if source is not None:
        done = assessment.import_decisions(db, source)
        sys.stdout.write(f"{done.new:,} new, {done.known:,} stood there already\n")
    elif looking:
        _show(assessment.decisions_of(db, audit), export=export, listing=listing, period=period, output=output)
    elif audit is None or criterion is None or decision is None or by is None or why is None:
        raise UsageError(
            "give AUDIT CRITERION accept|reject|more --by NAME --why TEXT; or --list, --agreement, --export, --import"
        )
    else:
        _print([assessment.decide(db, audit, criterion, decision.value, by, why, rubric)])


def _show(found: "Sequence[Decision]", *, export: bool, listing: bool, period: Per, output: Form) -> None:
    from portalaudit.export import agreement as tables
    from portalaudit.export.assessment import decisions_json

    if export:
        sys.stdout.write(decisions_json(found).decode())
    elif listing:
        _print(found)
    else:
        counted = tables.agreement(found, period.value)
        if output is Form.CSV:
            sys.stdout.write(tables.agreement_csv(counted).decode())
        elif output is Form.JSON:
            sys.stdout.write(tables.agreement_json(counted, period.value).decode())
        else:
            _print_agreement(counted)


def _print(found: "Sequence[Decision]") -> None:
    from portalaudit.cli.text import paragraph, table
    from portalaudit.model.assessment import standing_decisions

    if not found:
        paragraph("Nothing was decided yet.")
        return
    stands = {one.id for one in standing_decisions(found)}
    rows = [
        (
            one.audit, f"{one.rubric} {one.criterion}", one.finding.replace("_", " "), one.decision,
            "" if one.id in stands else "superseded", one.by, f"{one.decided_at:%Y-%m-%d %H:%M}", one.why,
        )
        for one in found
    ]  # fmt: skip
    table(("audit", "criterion", "the machine found", "decision", "", "by", "when (UTC)", "why"), rows)


def _print_agreement(found: "Sequence[Agreement]") -> None:
    from portalaudit.cli.text import heading, paragraph, table
    from portalaudit.export.agreement import FINDINGS
    from portalaudit.model.assessment import DECISIONS

    if not found:
        paragraph("Nothing was decided yet.")
        return
    for rubric in dict.fromkeys(one.rubric for one in found):
        heading(rubric)
        rows = [
            (
                one.criterion, one.period, *(str(one.of(word)) for word in DECISIONS),
                "" if one.share is None else f"{one.share:.0%}".replace("%", " %"),
                *("/".join(str(one.counts.get((finding, word), 0)) for word in DECISIONS) for finding in FINDINGS),
            )
            for one in found
            if one.rubric == rubric
        ]  # fmt: skip
        names = ("criterion", "decided in", *DECISIONS, "agreement", *(finding.replace("_", " ") for finding in FINDINGS))
        table(names, rows, right=range(2, 10))
    paragraph("")
    paragraph(
        "Agreement is accepted of accepted and rejected. The last four columns count accept/reject/more by what the machine had "
        "found. Decisions that were superseded are not counted."
    )
