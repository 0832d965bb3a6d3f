"""What people said of an audit, as text: marked as theirs, beside what the machine found."""

from collections.abc import Mapping
from typing import Any

from portalaudit.cli.text import line, report, safe

Document = Mapping[str, Any]

MOST = 12
"""Annotations shown (own choice: half a page of a terminal)."""
DECIDED = {"accept": "accepted", "reject": "rejected", "more": "asks for more on"}


def print_people(document: Document, all_findings: bool = False) -> None:
    """Decisions that stand and annotations that hold; nothing where nobody said anything."""
    said = document.get("people")
    if said is None:
        return
    if said["decisions"]:
        line()
        line("[bold]What assessors decided[/bold] (people, beside the machine's findings)")
        rows = [(safe(f"{one['rubric']} {one['criterion']}"), _decision(one)) for one in said["decisions"]]
        report(("criterion", "decision"), rows)
    held = [one for one in said["annotations"] if one["holds"]]
    if held:
        _annotations(document, held if all_findings else held[:MOST], len(held))


def waived(document: Document, rubric: str) -> str:
    """What the score of a rubric would be without the findings that people waived, to stand behind it; empty where none is."""
    found = document.get("people", {}).get("waived")
    if found is None or found["rubric"] != rubric:
        return ""
    score = "no score" if found["score"] is None else f"{found['score']:g}"
    findings = "1 finding" if found["findings"] == 1 else f"{found['findings']:,} findings"
    return f"; {score} without {findings} that people waived"


def _decision(one: Document) -> str:
    earlier = f", after {one['earlier']} earlier" if one["earlier"] else ""
    who = f"{safe(one['by'])}, {one['decided_at'][:10]}{earlier}"
    return f"[bold]{DECIDED[one['decision']]}[/bold] “{one['finding'].replace('_', ' ')}” ({who}): {safe(one['why'])}"


def _annotations(document: Document, shown: list[Document], of: int) -> None:
    line()
    line("[bold]What people say of findings[/bold] (they stand as they are)")
    report(("finding", "check", "what is said"), [(one["finding"], one["check"], _annotation(one)) for one in shown])
    if of > len(shown):
        line(f"[dim]and {of - len(shown):,} more: portalaudit annotate --list --audit {document['audit']}[/dim]")


def _annotation(one: Document) -> str:
    waive = ", waived" if one["waive"] else ""
    until = f" until {one['until']}" if one["until"] else ""
    who = f"{safe(one['by'])}, {one['made_at'][:10]}"
    return f"[bold]{safe(one['reason'])}[/bold]{waive}{until} ({who}): {safe(one['text'])}\n[dim]{safe(one['subject'])}[/dim]"
