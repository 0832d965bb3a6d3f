"""A stored audit beside the same audit judged again, as text: what is new, what each rubric comes to, what moved and by what."""

from collections.abc import Mapping, Sequence
from typing import Any

from portalaudit.cli.text import line, mark, report, safe, table

Document = Mapping[str, Any]

CAUSES: Mapping[str, str] = {
    "data": "what the archive holds no more",
    "reading": "another reading of the archive",
    "city-record": "the city's record",
    "checks": "the checks",
    "grading": "the way of grading",
    "rubric": "the rubric",
    "unrecorded": "a change that nothing on record tells of",
}
"""How what is new is called behind `by`."""


def print_moved(document: Document) -> None:
    """What differs from the stored audit, and each criterion that it moved; nothing where nothing differs."""
    causes, rubrics = document.get("causes", ()), document.get("moved", ())
    if not causes and not rubrics:
        return
    line()
    line("[bold]Then and now[/bold]")
    for cause in causes:
        line(f"[yellow]differs from the stored audit because of[/yellow] {safe(cause)}", indent="  ")
    if rubrics and not causes:
        line("[yellow]differs from the stored audit, though nothing on record tells why[/yellow]")
    for rubric in rubrics:
        _rubric(rubric)


def _rubric(rubric: Document) -> None:
    line()
    if rubric["then"] is None:
        line(f"[bold]{safe(rubric['title'])}[/bold]: the audit was not graded by it then, so that nothing can be laid beside")
        return
    moved = [criterion for criterion in rubric["criteria"] if criterion["moved"]]
    line(f"[bold]{safe(rubric['title'])}[/bold]: {_moved_of(len(moved), len(rubric['criteria']))}")
    _totals(rubric)
    report((), [(*_findings(one), safe(one["id"]), _told(one)) for one in moved])
    for one in rubric["criteria"]:
        if not one["moved"] and one["by"]:
            line(f"{safe(one['id'])} stands as it did: {_listed(one['by'])} cancel each other out", indent="  ")


def _moved_of(moved: int, of: int) -> str:
    if of == 1:
        return f"its one criterion stands {'otherwise' if moved else 'as it did'}"
    return f"{moved:,} of {of:,} criteria stand otherwise" if moved else f"all {of:,} criteria stand as they did"


def _totals(rubric: Document) -> None:
    """What the rubric came to then, what it comes to with one thing new and all others old, and what now."""
    rows = [("then", rubric["then"]), *((f"{_listed(one['new'])} new", one) for one in rubric["steps"]), ("now", rubric["now"])]
    words = ("met", "partly", "not_met", "undetermined")
    scored = rubric["scored"]
    head = ("", *(("score", "decided") if scored else ()), *(word.replace("_", " ") for word in words), "version")
    cells = [
        (
            name,
            *((_score(total), f"{total['decided']:.0%}".replace("%", " %")) if scored else ()),
            *(f"{total['counts'][word]:,}" for word in words),
            total["version"] or "",
        )
        for name, total in rows
    ]
    table(head, cells, right=range(1, len(head) - 1))


def _score(total: Document) -> str:
    return "none" if total["score"] is None else f"{total['score']:g}"


def _findings(criterion: Document) -> tuple[str, str, str]:
    return _finding(criterion["then"]), "→", _finding(criterion["now"])


def _finding(standing: Document | None) -> str:
    if standing is None:
        return "not asked"
    value = "" if standing["value"] is None else f" {standing['value']:.1%}".replace("%", " %")
    return mark(standing["finding"]) + value


def _told(criterion: Document) -> str:
    then, now = criterion["then"], criterion["now"]
    lines = [f"[bold]{safe(criterion['title'])}:[/bold] moved by {_by(criterion)}"]
    if then and now and then["because"] == now["because"]:
        lines.append(safe(now["because"]))
    else:
        lines += [f"[dim]{name}: {safe(one['because'])}[/dim]" for name, one in (("then", then), ("now", now)) if one]
    lines += [f"[dim]{_check(check)}[/dim]" for check in criterion["checks"]]
    return "\n".join(lines)


def _by(criterion: Document) -> str:
    causes = criterion["by"]
    if criterion["together"] or len(causes) == 1:
        return _listed(causes) + (" together" if criterion["together"] else "")
    named = [f"by {CAUSES[cause]}" for cause in causes]
    return f"{', '.join(named[:-1])} as well as {named[-1]}".removeprefix("by ")


def _listed(causes: Sequence[str]) -> str:
    """`the checks`, `the checks and the rubric`."""
    named = [CAUSES[cause] for cause in causes]
    return " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))


def _check(check: Document) -> str:
    then, now = check["then"], check["now"]
    versions = bool(then and now and then["versions"] and then["versions"] != now["versions"])
    return f"{safe(check['id'])}: {_counted(then, versions)} then, {_counted(now, versions)} now"


def _counted(counts: Document | None, versions: bool) -> str:
    if counts is None:
        return "not run"
    version = f" (version {', '.join(map(str, counts['versions']))})" if versions else ""
    if counts["outcomes"]:
        return ", ".join(outcome.replace("_", " ") for outcome in counts["outcomes"]) + version
    unseen = f", {counts['not_observed']:,} not observed" if counts["not_observed"] else ""
    return f"{counts['passed']:,} of {counts['tested']:,} passed{unseen}{version}"
