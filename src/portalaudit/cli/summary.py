"""An audit's document as text: what was looked at, what stands, what to mend, what could not be seen."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from portalaudit.cli.text import console, mark, safe
from portalaudit.model.reasons import render

Document = Mapping[str, Any]

MOST = 12
"""Checks listed under "what to mend first" (own choice: a page of a terminal)."""


def print_audit(document: Document, all_findings: bool = False) -> None:
    """Print one audit for people."""
    out = console()
    name = safe(document["target"]["name"])
    state = "" if document["complete"] else "  [yellow]incomplete: a budget or a signal ended it[/yellow]"
    out.print(f"[bold]{name}[/bold]  audit {document['audit']}  {document['taken_at']}{state}")
    for portal in document["portals"]:
        _portal(out, portal)
    scored = [rubric for rubric in document["rubrics"] if _scored(rubric)]
    for rubric in scored:
        _rubric(out, rubric)
    for portal in document["portals"]:
        _mend(out, portal, all_findings)
        _gaps(out, portal)
    for rubric in document["rubrics"]:
        if rubric not in scored:
            _rubric(out, rubric)
    for cause in document.get("causes", ()):
        out.print(f"[yellow]differs from the stored audit because of[/yellow] {safe(cause)}")


def _portal(out: Console, portal: Document) -> None:
    seen = portal["snapshot"]
    version = f" {safe(portal['version'])}" if portal["version"] else ""
    out.print(f"\n{safe(portal['title'] or portal['url'])}  {safe(portal['url'])}  ({portal['platform']}{version})")
    declared = seen["declared_total"]
    of = f" of {declared:,} that the portal declares" if declared not in (None, seen["assets"]) else ""
    out.print(f"{seen['assets']:,} assets seen{of}: {seen['own_datasets']:,} datasets counted, {_others(seen)} apart")
    owners = seen.get("ownership", {})
    if owners.get("unknown") and owners["unknown"] == seen["assets"] - owners.get("vendor", 0) - owners.get("federated", 0):
        named = ", ".join(f"{safe(who['name'])} {who['assets']:,}" for who in seen.get("publishers", ())[:5])
        out.print(f"[dim]No city record says which publishers are the city; they are: {named or 'not named'}[/dim]")
    traffic = portal["traffic"]
    out.print(f"[dim]{traffic['requests']:,} requests, {traffic['bytes']:,} bytes, {traffic['seconds']:.1f} s[/dim]")


def _others(seen: Document) -> str:
    return f"{seen['assets'] - seen['own_datasets']:,}"


def headline(rubric: Document) -> str:
    """A rubric's one line: a score with its share decided, or the counts of its findings."""
    counts = rubric["counts"]
    if _scored(rubric):
        if rubric["score"] is None:
            return "no score: nothing could be decided"
        return f"{rubric['score']:g} of 100, {rubric['decided']:.0%} decided".replace("%", " %")
    found = counts["met"] + counts["partly"] + counts["not_met"]
    return (
        f"evidence for {found} of {counts['of']} criteria: {counts['met']} met, {counts['partly']} partly, "
        f"{counts['not_met']} not met; {counts['undetermined']} undetermined"
    )


def _scored(rubric: Document) -> bool:
    return bool(rubric.get("scored", rubric["score"] is not None))


def _rubric(out: Console, rubric: Document) -> None:
    out.print(f"\n[bold]{safe(rubric.get('title', rubric['id']))}[/bold]  {headline(rubric)}")
    rows = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    rows.add_column(no_wrap=True)
    rows.add_column(no_wrap=True)
    rows.add_column(overflow="fold")
    for criterion in rubric["criteria"]:
        rows.add_row(mark(criterion["finding"]), criterion["id"], _said(criterion))
    out.print(rows)


def _said(criterion: Document) -> str:
    """What was found and why; of what is undetermined, what to ask for (the document has both)."""
    title = f"[bold]{safe(criterion['title'])}:[/bold]"
    if criterion["finding"] == "undetermined" and criterion["ask_for"]:
        return f"{title} [dim]ask for: {safe(criterion['ask_for'])}[/dim]"
    return f"{title} {safe(criterion['because'])}"


def _mend(out: Console, portal: Document, all_findings: bool) -> None:
    failing = [check for check in portal["checks"] if check["failed"]]
    failing.sort(key=lambda check: (-check["failed"] / max(check["tested"], 1), check["id"]))
    broken = [check["id"] for check in portal["checks"] if check["outcome"] == "error"]
    if not failing:
        out.print("\nNothing to mend among what was tested.")
    else:
        out.print("\n[bold]What to mend[/bold]")
        rows = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for name, justify in (("failed", "right"), ("tested", "right"), ("check", "left"), ("for example", "left")):
            rows.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
        for check in failing if all_findings else failing[:MOST]:
            rows.add_row(f"{check['failed']:,}", f"{check['tested']:,}", check["id"], _examples(check, all_findings))
        out.print(rows)
        if len(failing) > MOST and not all_findings:
            out.print(f"[dim]and {len(failing) - MOST} more checks: portalaudit show last --all-findings[/dim]")
    if broken:
        out.print(f"[red]broke and said nothing:[/red] {', '.join(broken)}")


def _examples(check: Document, all_findings: bool) -> str:
    shown: Sequence[Document] = check["examples"] if all_findings else check["examples"][:1]
    said = ((item.get("title") or item["subject"], render(check["id"], item["reason"], item["params"])) for item in shown)
    return "\n".join(f"{safe(name)}: {safe(text)}" for name, text in said)


def _gaps(out: Console, portal: Document) -> None:
    if portal["gaps"]:
        out.print("\n[bold]What could not be seen[/bold] (a gap is not a failure)")
        for gap in portal["gaps"]:
            detail = f": {safe(gap['detail'])}" if gap.get("detail") else ""
            out.print(f"  {safe(gap['part'])}  {safe(gap['reason'])}{detail}")
