"""Audits and plans on standard output, in the form that was asked for."""

import sys
from collections.abc import Mapping, Sequence

import msgspec

from portalaudit.audit.options import Options
from portalaudit.audit.results import Result
from portalaudit.model.portal import City


def emit_audit(result: Result, form: str, all_findings: bool = False, lang: str = "en") -> None:
    """Print one audit as text, as one line of JSON, or as an HTML page; of text the findings are in that language."""
    if form == "json":
        sys.stdout.write(result.document.decode() + "\n")
    elif form == "html":
        sys.stdout.write(html(result, lang))
    else:
        from portalaudit.cli.summary import print_audit

        print_audit(msgspec.json.decode(result.document), all_findings, lang)
    sys.stdout.flush()


def html(result: Result, lang: str = "en") -> str:
    """The report: one file that needs nothing else."""
    from portalaudit.checks.run import manuals
    from portalaudit.export.report import render

    return render(result.whole(), manuals=manuals(), lang=lang)


def emit_plan(options: Options, names: Sequence[str], cities: Mapping[str, City], form: str) -> int:
    """Print what an audit would ask; 3 where a portal was not recognised."""
    from portalaudit.audit.plan import plans
    from portalaudit.cli.text import heading, paragraph, table

    code = 0
    for each in plans(options, names, cities):
        code = code if each.plan else 3
        if form == "json":
            sys.stdout.write(msgspec.json.encode(each).decode() + "\n")
            continue
        heading(each.url)
        paragraph(f"at most {options.rate:g} requests a second" if options.rate else "no limit of requests a second")
        rows = [(line.what, "?" if line.requests is None else str(line.requests), line.url, line.note) for line in each.plan]
        nothing = ("nothing: no platform was recognised", "0", "", ", ".join(each.gaps))
        table(("what", "requests", "address", ""), rows or [nothing], right=(1,))
    return code
