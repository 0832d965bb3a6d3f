"""`portalaudit export`: an audit handed over as a file."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from portalaudit.cli.show import AuditRef
from portalaudit.errors import StoreError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(export)


def export(
    context: typer.Context,
    audit: AuditRef,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The file to write.")],
    form: Annotated[
        str,
        typer.Option("--format", metavar="FORM", help="bundle (evidence that others can check) xlsx csv json html pdf dqv."),
    ] = "bundle",
    sign: Annotated[
        str | None, typer.Option("--sign", metavar="KEY", help="Sign the bundle with this key (`portalaudit keys list`).")
    ] = None,
    with_contacts: Annotated[
        bool, typer.Option("--with-contacts", help="Leave names and addresses of contacts in workbook and CSV.")
    ] = False,
    no_pdf: Annotated[
        bool, typer.Option("--no-pdf", help="A bundle without the PDF: made in a fraction of the time, and without Pango.")
    ] = False,
) -> None:
    """Write an audit to a file. A bundle holds all that its result rests on; `portalaudit verify` checks it elsewhere."""
    from functools import partial

    from portalaudit.audit import exporting
    from portalaudit.audit.keys import load_key
    from portalaudit.cli.config import load
    from portalaudit.cli.keys import keys_folder, passphrase
    from portalaudit.clock import laps
    from portalaudit.model.bundle import Dress

    settings = load(context.obj)
    key = None if sign is None else load_key(keys_folder(), sign, partial(passphrase, settings, sign))
    with laps() as taken:
        dress = Dress(context.obj.lang, with_contacts, paper=not no_pdf)
        done = exporting.export(settings.db, settings.archive, audit, output, form, key, dress)
    _note(settings.db, done.audit, form)
    if context.obj.quiet:
        return
    beside = f", signed by key {done.signed_by}" if done.signed_by else ""
    beside += f"; {done.withheld:,} bodies of data samples stay behind" if done.withheld else ""
    beside += f"; {done.missing:,} captures that it names were never on record" if done.missing else ""
    sys.stderr.write(f"portalaudit: {output}: audit {done.audit}, {done.size:,} bytes{beside}\n")
    if context.obj.verbose:
        sys.stderr.write(f"portalaudit: {', '.join(f'{name} {seconds:.2f} s' for name, seconds in sorted(taken.items()))}\n")


HANDED = ("bundle", "xlsx", "html", "pdf")
"""Forms that are handed to people, who may ask for the evidence behind them; the others feed programs, perhaps every night."""


def _note(db: str, audit: str, form: str) -> None:
    """Keep what was handed out. A database that cannot be written to makes no export fail."""
    from portalaudit.audit.keeping import exported

    if form not in HANDED:
        return
    try:
        exported(db, audit)
    except StoreError as problem:
        sys.stderr.write(f"portalaudit: the export is not noted, so that retention may take audit {audit} one day ({problem})\n")
