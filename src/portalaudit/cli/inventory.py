"""`portalaudit inventory`: one data inventory, read, judged and held against departments and a catalogue."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from portalaudit.documents.inventory.examine import Examination
    from portalaudit.model.inventory import Coverage, Reconciliation

_EIGHTY = {
    "yes": "more than 80 %",
    "no": "not more than 80 %",
    "undetermined": "whether it is more than 80 % is undetermined",
}
MOST = 10
"""Names shown of a longer list (own choice); the JSON and the CSV have all."""


class Form(StrEnum):
    """Forms of output."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(inventory)


def inventory(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FILE|URL", help="A data inventory: CSV, XLSX, JSON rows, or their address.")],
    against: Annotated[str | None, typer.Option(metavar="AUDIT", help="Reconcile with the catalogue of this audit.")] = None,
    departments: Annotated[Path | None, typer.Option(metavar="FILE", help="A list of departments (CSV, XLSX).")] = None,
    mapping: Annotated[Path | None, typer.Option(metavar="FILE", help="Corrections of columns and words (TOML).")] = None,
    city: Annotated[str | None, typer.Option(metavar="KEY|FILE", help="The city whose departments count.")] = None,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Loopback and private addresses.")] = False,
    output: Annotated[Form, typer.Option("--output", help="text, json, or csv of the reconciliation.")] = Form.TEXT,
) -> None:
    """Examine one inventory: its columns, how complete it is, what it says of publication, its departments, what it lists."""
    from portalaudit.audit.inventory import Question, examined
    from portalaudit.audit.options import Options
    from portalaudit.audit.registry import city_from
    from portalaudit.cli.config import load
    from portalaudit.export.document import encode
    from portalaudit.export.inventory import document, reconciliation_csv

    settings = load(context.obj)
    options = Options(
        db=settings.db, archive=Path(settings.archive), allow_private=allow_private, contact=settings.contact,
        robots_bind_apis=settings.robots_bind_apis, opt_out=settings.opt_out,
    )  # fmt: skip
    question = Question(source, against, departments, mapping, city_from(settings.db, city) if city else None)
    found = examined(question, options)
    if output is Form.JSON:
        sys.stdout.write(encode(document(found)).decode() + "\n")
    elif output is Form.CSV:
        sys.stdout.write(reconciliation_csv(found).decode())
    else:
        _print(found)


def _print(found: "Examination") -> None:
    from portalaudit.cli.text import heading, paragraph, table

    judged, rows = found.judgement, found.entries.table
    heading(f"{judged.entries:,} entries, {judged.kind} inventory")
    if rows.truncated:
        paragraph(f"Only a part could be read: {rows.truncated}")
    updated = found.judgement.newest or found.stamp
    paragraph(f"Newest date: {updated.isoformat() if updated else 'none found'}")
    paragraph(f"Not on the portal: {_count(judged.not_on_portal)}; not public: {_count(judged.not_public)}")
    heading("Columns")
    filled = {group: f"{share:.0%}".replace("%", " %") for group, share in judged.completeness.items()}
    columns = found.entries.map.columns
    table(
        ("column", "read as", "sure", "filled"),
        [(c.header, c.group or "–", f"{c.confidence:.2f}", filled.get(c.group or "", "") if c.primary else "") for c in columns],
        right=(2, 3),
    )
    if found.coverage is not None:
        _departments(found.coverage)
    if found.reconciliation is not None:
        _reconciliation(found, found.reconciliation)


def _departments(found: "Coverage") -> None:
    from portalaudit.cli.text import heading, paragraph

    heading("Departments")
    paragraph(f"{found.matched} of the {found.named} departments named are among the {found.listed} listed")
    for share in found.shares:
        said = {"yes": "more than 80 %", "no": "not more than 80 %"}.get(
            share.above, "whether it is more than 80 % is undetermined"
        )
        paragraph(f"Of {share.of} ({share.denominator}): at least {share.at_least}, at most {share.at_most}: {said}")
    _names("Named and not listed", found.unmatched_named)
    _names("Listed and not named", found.unmatched_listed)


def _reconciliation(examined: "Examination", found: "Reconciliation") -> None:
    from portalaudit.cli.text import heading, paragraph, table

    assert examined.catalogue is not None
    heading("Against the catalogue")
    paragraph(f"{found.claims:,} entries claim to be published, {found.distinct_names:,} names")
    table(("found by", "names"), [(level, f"{count:,}") for level, count in found.matched.items()], right=(1,))
    _names("Claimed and not found", found.claimed_not_found)
    _names("Published and not listed", [examined.catalogue.titles[place] for place in found.published_not_listed])


def _names(label: str, names: "tuple[str, ...] | list[str]") -> None:
    from portalaudit.cli.text import paragraph

    if names:
        more = f" … and {len(names) - MOST:,} more" if len(names) > MOST else ""
        paragraph(f"{label} ({len(names):,}): {'; '.join(names[:MOST])}{more}")


def _count(number: int | None) -> str:
    return "not told" if number is None else f"{number:,}"
