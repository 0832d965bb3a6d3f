"""Audits on standard output, in the form that was asked for."""

import sys

import msgspec

from portalaudit.audit.results import Result


def emit_audit(result: Result, form: str, all_findings: bool = False) -> None:
    """Print one audit as text, as one line of JSON, or as an HTML page."""
    if form == "json":
        sys.stdout.write(result.document.decode() + "\n")
    elif form == "html":
        from portalaudit.checks.run import discover
        from portalaudit.export.report import render

        sys.stdout.write(render(result.whole(), manuals={check.id: check.manual for check in discover()}))
    else:
        from portalaudit.cli.summary import print_audit

        print_audit(msgspec.json.decode(result.document), all_findings)
    sys.stdout.flush()
