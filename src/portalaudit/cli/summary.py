"""An audit's document as text: what was looked at, what stands, what to mend, what could not be seen."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from rich.markup import escape

from portalaudit.cli.governance import print_governance, quoted
from portalaudit.cli.inventories import print_inventories
from portalaudit.cli.moved import print_moved
from portalaudit.cli.people import print_people, waived
from portalaudit.cli.rows import print_rows
from portalaudit.cli.text import line, mark, report, safe
from portalaudit.model.reasons import render

Document = Mapping[str, Any]

MOST = 12
"""Checks listed under "what to mend first" (own choice: a page of a terminal)."""


def print_audit(document: Document, all_findings: bool = False, lang: str = "en") -> None:
    """Print one audit for people; findings in that language."""
    state = "" if document["complete"] else "  [yellow]incomplete: a budget or a signal ended it[/yellow]"
    line(f"{_name(document)}  audit {document['audit']}  {document['taken_at']}{state}")
    for portal in document["portals"]:
        _portal(portal)
    scored = [rubric for rubric in document["rubrics"] if _scored(rubric)]
    for rubric in scored:
        _rubric(rubric, waived(document, rubric["id"]))
    for portal in document["portals"]:
        _mend(portal, document["audit"], all_findings, lang)
        print_rows(portal)
        _gaps(portal)
    print_governance(document, all_findings)
    print_inventories(document, all_findings)
    for rubric in document["rubrics"]:
        if rubric not in scored:
            _rubric(rubric)
    print_people(document, all_findings)
    print_moved(document)


def _name(document: Document) -> str:
    """The city's name; of portals alone their name with the host beside it."""
    target = document["target"]
    name = f"[bold]{safe(target['name'])}[/bold]"
    hosts = [] if target["city"] else list(dict.fromkeys(urlsplit(portal["url"]).netloc for portal in document["portals"]))
    return name if hosts in ([], [target["name"]]) else f"{name}  {safe(', '.join(hosts))}"


def _portal(portal: Document) -> None:
    seen = portal["snapshot"]
    version = f" {safe(portal['version'])}" if portal["version"] else ""
    line()
    line(f"{safe(portal['title'] or portal['url'])}  {safe(portal['url'])}  ({portal['platform']}{version})")
    declared = seen["declared_total"]
    of = f" of {declared:,} that the portal declares" if declared not in (None, seen["assets"]) else ""
    line(f"{seen['assets']:,} assets seen{of}: {seen['own_datasets']:,} datasets counted, {_others(seen)} apart")
    owners = seen.get("ownership", {})
    if owners.get("unknown") and owners["unknown"] == seen["assets"] - owners.get("vendor", 0) - owners.get("federated", 0):
        named = ", ".join(f"{safe(who['name'])} {who['assets']:,}" for who in seen.get("publishers", ())[:5])
        line(f"[dim]No city record says which publishers are the city; they are: {named or 'not named'}[/dim]")
    traffic = portal["traffic"]
    line(f"[dim]{traffic['requests']:,} requests, {traffic['bytes']:,} bytes, {traffic['seconds']:.1f} s[/dim]")


def _others(seen: Document) -> str:
    return f"{seen['assets'] - seen['own_datasets']:,}"


def headline(rubric: Document) -> str:
    """A rubric's one line: a score with its share decided, or the counts of its findings."""
    counts = rubric["counts"]
    if _scored(rubric):
        if rubric["score"] is None:
            return "no score: nothing could be decided"
        return f"{rubric['score']:g} of 100, {rubric['decided']:.0%} decided{_grades(rubric)}".replace("%", " %")
    found = counts["met"] + counts["partly"] + counts["not_met"]
    return (
        f"evidence for {found} of {counts['of']} criteria: {counts['met']} met, {counts['partly']} partly, "
        f"{counts['not_met']} not met; {counts['undetermined']} undetermined"
    )


def _grades(rubric: Document) -> str:
    """How many datasets have which grade, of a rubric that grades each."""
    counts = [f"{count:,} {grade}" for grade, count in rubric.get("states", {}).items() if count]
    return f"; {', '.join(counts)}" if counts else ""


def _scored(rubric: Document) -> bool:
    return bool(rubric.get("scored", rubric["score"] is not None))


def _rubric(rubric: Document, beside: str = "") -> None:
    line()
    line(f"[bold]{safe(rubric.get('title', rubric['id']))}[/bold]  {headline(rubric)}{beside}")
    quote = not _scored(rubric)  # a score is made of counts
    report((), [(mark(criterion["finding"]), criterion["id"], _said(criterion, quote)) for criterion in rubric["criteria"]])


def _said(criterion: Document, quote: bool) -> str:
    """What was found and why; on a line of its own the best quote of what is decided, or what to ask for."""
    sure = f" ({criterion['strength']})" if quote and criterion["strength"] else ""
    said = f"[bold]{safe(criterion['title'])}[/bold]{sure}[bold]:[/bold] {safe(criterion['because'])}"
    if criterion["finding"] == "undetermined":
        return f"{said}\n[dim]Ask for: {safe(criterion['ask_for'])}[/dim]" if criterion["ask_for"] else said
    passage = quoted(criterion["evidence"]) if quote else None
    return f"{said}\n{passage}" if passage else said


def _mend(portal: Document, audit: str, all_findings: bool, lang: str) -> None:
    failing = [check for check in portal["checks"] if check["failed"]]
    failing.sort(key=lambda check: (-check["failed"] / max(check["tested"], 1), check["id"]))
    broken = [check["id"] for check in portal["checks"] if check["outcome"] == "error"]
    line()
    if not failing:
        line("Nothing to mend among what was tested.")
    else:
        line("[bold]What to mend[/bold]")
        shown = failing if all_findings else failing[:MOST]
        rows = [
            (f"{check['failed']:,}", f"{check['tested']:,}", check["id"], _examples(check, all_findings, lang)) for check in shown
        ]
        report(("failed", "tested", "check", "for example"), rows, right=(0, 1))
        if len(failing) > len(shown):
            line(f"[dim]and {len(failing) - MOST} more checks: portalaudit show {audit} --all-findings[/dim]")
    if broken:
        line(f"[red]broke and said nothing:[/red] {', '.join(broken)}")


def _examples(check: Document, all_findings: bool, lang: str) -> str:
    shown: Sequence[Document] = check["examples"] if all_findings else check["examples"][:1]
    return "\n".join(_example(check["id"], item, lang) for item in shown)


def _example(check: str, item: Document, lang: str) -> str:
    """What is said of one asset, with the id by which a person may dispute it."""
    told = f"{safe(item.get('title') or item['subject'])}: {safe(render(check, item['reason'], item['params'], lang))}"
    return f"{told} [dim]{escape('[' + item['id'] + ']')}[/dim]" if "id" in item else told


def _gaps(portal: Document) -> None:
    if portal["gaps"]:
        line()
        line("[bold]What could not be seen[/bold] (a gap is not a failure)")
        for gap in portal["gaps"]:
            detail = f": {safe(gap['detail'])}" if gap.get("detail") else ""
            line(f"  {safe(gap['part'])}  {safe(gap['reason'])}{detail}", indent="    ")
