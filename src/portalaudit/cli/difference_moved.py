"""What changed between two audits as text: findings that opened and closed, criteria that stand otherwise and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from portalaudit.cli.text import heading, line, mark, report, safe, table
from portalaudit.export.difference.wording import CAUSES, CLOSED, OPENED

Document = Mapping[str, Any]

MOST_VALUES = 20
"""Criteria that are told whose share alone moved (own choice)."""


def print_findings(findings: Document, whole: bool) -> None:
    """How many findings each check had, how they closed and opened, and how many it has."""
    told = [(CLOSED, findings["closed"]), (OPENED, findings["opened"])]
    counts = [f"{counted[key]:,} {words[key]}" for words, counted in told for key in words if counted.get(key)]
    heading(f"Findings of own datasets and portals: {', '.join(counts) or 'as they were'}")
    moved = [one for one in findings["checks"] if any(one["closed"].values()) or any(one["opened"].values())]
    if not moved:
        line("no check finds anything else than then")
    else:
        gone = [key for key in CLOSED if findings["closed"][key]]
        came = [key for key in OPENED if findings["opened"][key]]
        head = ("", "then", *(f"− {CLOSED[key]}" for key in gone), *(f"+ {OPENED[key]}" for key in came), "now")
        rows = [
            (
                one["id"], f"{one['then']:,}", *(_number(one["closed"][key]) for key in gone),
                *(_number(one["opened"][key]) for key in came), f"{one['now']:,}",
            )
            for one in moved
        ]  # fmt: skip
        table(head, rows, right=range(1, len(head)))
    for one in findings["checks"]:
        if one["check_changed"]:
            line(f"[dim]{safe(one['id'])}: {_stored(one)}[/dim]", indent="  ")
    if whole:
        _all(moved)


def _stored(one: Document) -> str:
    told = [
        f"{'did not run' if one['stored'][when] is None else format(one['stored'][when], ',')} when the audit of {when} was made"
        for when in ("then", "now")
        if one["stored"][when] != one[when]
    ]
    return f"the check is another than it was: {', '.join(told)}"


def _all(moved: Sequence[Document]) -> None:
    for one in moved:
        for key, words in (("closed", CLOSED), ("opened", OPENED)):
            rows = [
                (words[each["reason"]], each["title"] or "", each["subject"], "by title" if each["by_title"] else "")
                for each in one["examples"][key]
            ]
            if rows:
                heading(f"{one['id']}: {key}")
                table(("why", "title", "identifier", ""), rows)


def print_criteria(rubrics: Sequence[Document]) -> None:
    """What each rubric comes to, and each criterion that stands otherwise with what moved it."""
    for rubric in rubrics:
        firm = [one for one in rubric["moved"] if set(one["aspects"]) - {"value", "states"} or not one["aspects"]]
        slight = [one for one in rubric["moved"] if one not in firm]
        heading(f"{rubric['title']}: {_headline(rubric, len(firm))}")
        report((), [_row(one) for one in firm])
        if slight:
            _slightly(slight)


def _slightly(moved: Sequence[Document]) -> None:
    """Criteria whose share alone moved; what all of them have for a ground is said once."""
    seen = [one for one in moved if _shown(one["then"]) != _shown(one["now"])]
    grounds = {one["ground"] for one in moved}
    said = f": {safe(grounds.pop())}" if len(grounds) == 1 and len(moved) > 1 else ""
    some = "1 criterion keeps its" if len(moved) == 1 else f"{len(moved):,} criteria keep their"
    line(f"[dim]{some} finding with another share, by {_causes_of(moved)}{said}[/dim]")
    rows = [
        (_shown(one["then"]), "→", _shown(one["now"]), safe(one["id"]), _titled(one, told=not said))
        for one in seen[:MOST_VALUES]
    ]  # fmt: skip
    report((), rows, right=(0, 2))
    if len(moved) > len(rows):
        line(f"[dim]and {len(moved) - len(rows):,} by less than can be seen here[/dim]")


def _shown(standing: Document) -> str:
    return "" if standing["value"] is None else _percent(standing["value"])


def _titled(one: Document, *, told: bool) -> str:
    return f"{safe(one['title'])}" + (f": [dim]{safe(one['ground'])}[/dim]" if told else "")


def _headline(rubric: Document, moved: int) -> str:
    then, now, of = rubric["then"], rubric["now"], rubric["criteria"]
    criteria = f"{moved:,} of {of:,} criteria moved" if moved else f"none of {of:,} criteria moved"
    version = "" if then["version"] == now["version"] else f", version {then['version']} → {now['version']}"
    if not rubric["scored"]:
        counts = ", ".join(
            f"{then['counts'][word]} → {now['counts'][word]} {word.replace('_', ' ')}"
            for word in ("met", "partly", "not_met", "undetermined")
            if then["counts"][word] != now["counts"][word]
        )
        return criteria + (f": {counts}" if counts else "") + version
    score = _score(then) if then["score"] == now["score"] else f"{_score(then)} → {_score(now)}"
    return f"{score} of 100, {criteria}{version}"


def _score(total: Document) -> str:
    return "no score" if total["score"] is None else f"{total['score']:g}"


def _row(one: Document) -> tuple[str, str, str, str, str]:
    told = [f"[bold]{safe(one['title'])}:[/bold] {_by(one)}", f"[dim]{safe(one['ground'])}[/dim]"]
    now, then = one["now"], one["then"]
    if then and now and then["because"] != now["because"]:
        told += [f"[dim]then: {safe(then['because'])}[/dim]", f"[dim]now: {safe(now['because'])}[/dim]"]
    return _finding(then), "→", _finding(now), safe(one["id"]), "\n".join(filter(None, told))


def _finding(standing: Document | None) -> str:
    if standing is None:
        return "not asked"
    value = "" if standing["value"] is None else f" {_percent(standing['value'])}"
    return mark(standing["finding"]) + value


def _percent(value: float) -> str:
    return f"{value:.1%}".replace("%", " %")


def _by(one: Document) -> str:
    named = " and ".join(CAUSES[cause] for cause in one["by"])
    return f"moved by {named}" + (", which cannot be told apart" if one["together"] else "")


def _causes_of(slight: Sequence[Document]) -> str:
    return " or ".join(dict.fromkeys(CAUSES[cause] for one in slight for cause in one["by"]))


def _number(value: int) -> str:
    return f"{value:,}" if value else "·"
