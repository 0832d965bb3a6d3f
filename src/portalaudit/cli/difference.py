"""What changed between two audits as text: what came, went and stayed, field by field; then findings and criteria."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portalaudit.cli.difference_moved import print_criteria, print_findings
from portalaudit.cli.text import heading, line, report, safe, table
from portalaudit.export.difference.wording import DOUBTS, FIELDS, GROUNDS, LISTS, PLATFORMS

Document = Mapping[str, Any]

MOST_WAYS = 4
"""Ways in which identifiers changed that are told (own choice: a line)."""
MOST = 10
"""Assets of a kind that are listed unless all are asked for (own choice: all kinds on one page)."""


def print_difference(document: Document, whole: bool = False) -> None:
    """Print what changed for people."""
    _head(document)
    _published(document)
    _lists(document["assets"]["listed"], whole)
    _fields(document["assets"])
    print_findings(document["findings"], whole)
    print_criteria(document["rubrics"])


def _head(document: Document) -> None:
    a, b = document["a"], document["b"]
    names = list(dict.fromkeys(_name(side) for side in (a, b)))
    line(f"[bold]{safe(' → '.join(names))}[/bold]  {a['taken_at'][:10]} → {b['taken_at'][:10]}")
    rows = [(name, _moment(side), side["audit"], _portals(side)) for name, side in (("then", a), ("now", b))]
    report((), [(*map(safe, row[:3]), row[3]) for row in rows])
    for remark in document["remarks"]:
        line(f"[yellow]![/yellow] {safe(remark)}", indent="  ")


def _name(side: Document) -> str:
    titles = [portal["title"] or portal["url"] for portal in side["portals"]]
    return str(side["name"] or (titles[0] if len(titles) == 1 else side["target"]))


def _moment(side: Document) -> str:
    return f"{side['taken_at'][:10]} {side['taken_at'][11:16]} UTC"


def _portals(side: Document) -> str:
    told = []
    for portal in side["portals"]:
        version = f" {portal['version']}" if portal["version"] else ""
        software = PLATFORMS.get(portal["platform"], portal["platform"])
        counts = f"{portal['assets']:,} assets ({portal['datasets']:,} datasets)"
        told.append(f"{counts}, {software}{safe(version)}, {safe(portal['url'])}")
    return "\n".join(told) or "no portal"


def _published(document: Document) -> None:
    assets = document["assets"]
    heading("What is published")
    if any(pair["moved_platform"] and not pair["comparable"] for pair in document["portals"]):
        shared, exact = assets["titles"]["shared"], assets["titles"]["exact"]
        line(
            f"{assets['then']:,} entries then, {assets['now']:,} now. The identifiers of two platforms cannot be compared. "
            f"{_many(shared, 'title is', 'titles are')} shared on letters and digits, {exact:,} of them exactly: a weaker "
            "ground, so what only a title joins is probably the same, no more."
        )
    rows = [(f"{number:,}" if number is not None else "", text) for number, text in _counted(document)]
    report((), rows, right=(0,))


def _counted(document: Document) -> Iterator[tuple[int | None, str]]:
    """Rows of how many assets are what; what is part of a row has no number before it."""
    assets = document["assets"]
    counts = assets["counts"]
    yield assets["same"], "the same"
    if counts["same-changed-identifier"]:
        ways = ", ".join(f"{safe(each['way'])} ({each['count']:,})" for each in assets["spellings"][:MOST_WAYS])
        yield None, f"[dim]{counts['same-changed-identifier']:,} under another identifier: {ways}[/dim]"
    if counts["same-changed-address"]:
        yield None, f"[dim]{counts['same-changed-address']:,} under another address[/dim]"
    for ground, number in assets["grounds"].items():
        if ground not in ("identifier", "title"):
            yield None, f"[dim]{number:,} known {GROUNDS[ground]}[/dim]"
    if counts["same-title"]:
        yield counts["same-title"], "probably the same: only the title says so"
    comparable = any(pair["comparable"] for pair in document["portals"])
    for state in ("removed", "added"):
        if counts[state] or comparable:
            yield counts[state], state
    for state, text in (("not-found-again", "of then not found again"), ("not-found-before", "of now not found before")):
        if counts[state]:
            yield counts[state], f"{text}: {'removed' if state == 'not-found-again' else 'added'}, or not, for all we know"
    for why, number in assets["unsure"].items():
        yield None, f"[dim]{number:,}: {DOUBTS[why]}[/dim]"


def _lists(listed: Sequence[Document], whole: bool) -> None:
    for state, title in LISTS:
        rows = sorted((one for one in listed if one["state"] == state), key=_by_title)
        if not rows:
            continue
        heading(f"{title}: {len(rows):,}")
        shown = rows if whole else rows[:MOST]
        if state in ("same-title", "same-changed-address"):
            cells = [(_title(one["b"]), one["a"]["subject"], "→", one["b"]["subject"]) for one in shown]
            table(("title", "then", "", "now"), cells)
        else:
            sides = [one["a"] or one["b"] for one in shown]
            table(("title", "kind", "identifier"), [(_title(side), side["kind"] or "", side["subject"]) for side in sides])
        if len(rows) > len(shown):
            line(f"[dim]and {len(rows) - len(shown):,} more: --all lists them, --output csv has a line for every asset[/dim]")


def _by_title(one: Document) -> tuple[str, str]:
    side = one["a"] or one["b"]
    return str(side["title"] or "").casefold(), side["subject"]


def _title(side: Document) -> str:
    title = str(side["title"] or "without a title")
    return title if len(title) <= 70 else f"{title[:69]}…"


def _fields(assets: Document) -> None:
    fields = assets["fields"]
    both = assets["same"] + assets["counts"]["same-title"]
    if not both:
        return
    heading(f"What changed of the {both:,} that are on both sides")
    if not fields:
        line("nothing")
        return
    rows = [
        (
            FIELDS.get(one["field"], one["field"].replace("_", " ")),
            *(_number(one[key]) for key in ("changed", "filled", "emptied")),
        )
        for one in fields
    ]
    table(("", "changed", "filled in", "emptied"), rows, right=(1, 2, 3))


def _number(value: int) -> str:
    return f"{value:,}" if value else "·"


def _many(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"
