"""What an audit's document says of data inventories, as text."""

from collections.abc import Mapping, Sequence
from typing import Any

from portalaudit.cli.text import line, safe

Document = Mapping[str, Any]

MOST = 5
"""Assets that were refused, with their reasons (own choice: a corner of a terminal)."""
_EIGHTY = {"yes": "more than 80 %", "no": "not more than 80 %"}


def print_inventories(document: Document, all_findings: bool = False) -> None:
    """The inventories that were read, and what was considered; nothing for documents of versions that looked for none."""
    considered = [one for portal in document["portals"] for one in portal.get("inventory_considered", ())]
    if not any("inventory_considered" in portal for portal in document["portals"]):
        return
    line()
    line("[bold]Data inventory[/bold]")
    sources = {portal["url"]: portal.get("departments_from") for portal in document["portals"]}
    for found in document["inventories"]:
        _inventory(found, sources.get(found["portal"]))
    if not document["inventories"]:
        line("None was found. That is no proof of absence: a city may keep its inventory to itself.")
    _considered(considered, sum(portal.get("inventory_considered_total", 0) for portal in document["portals"]), all_findings)


def _inventory(found: Document, source: str | None) -> None:
    mark = "stands for the city" if found["chosen"] else "also read"
    line(f"{safe(found['title'])}  {safe(found['url'])}  ({found['kind']}, {mark})")
    if found["failure"]:
        detail = f": {safe(found['detail'])}" if found.get("detail") else ""
        line(f"  [yellow]could not be read: {safe(found['failure'])}{detail}[/yellow]", indent="    ")
    if found["entries"] is None:
        return
    cut = found["table"].get("truncated")
    line(
        f"  {found['entries']:,} entries{f', cut: {safe(cut)}' if cut else ''}; newest date: {_newest(found['updated'])}",
        indent="    ",
    )
    line(f"  not on the portal: {_count(found['not_on_portal'])}; not public: {_count(found['not_public'])}")
    core = found["core"]
    line(f"  columns: {len(core['present'])} of {core['of']}: {', '.join(map(safe, core['present'])) or 'none'}", indent="    ")
    if found["chosen"]:
        _departments(found["departments"], source)
        _reconciliation(found["reconciliation"])


def _newest(updated: Document) -> str:
    """The day and the clock that tells it."""
    if updated["by_content"]:
        column = f"column {safe(updated['column'])}" if updated.get("column") else "its entries"
        return f"{updated['by_content']} ({column})"
    return f"{updated['by_stamp']} (the platform's own date)" if updated["by_stamp"] else "none found"


def _departments(found: Document | None, source: str | None) -> None:
    if found is None:
        line("  departments: no list of them is known, the share covered is undetermined")
        return
    matched = found.get("matched_listed", found["matched"])
    told = {"registry": " (the city's record)", None: ""}.get(source, f" ({safe(source)})")
    line(f"  departments: {matched} of the {found['listed']} listed{told} are among the {found['named']} named", indent="    ")
    for share in found.get("shares", ()):
        said = _EIGHTY.get(share["above_80_percent"], "whether it is more than 80 % is undetermined")
        of = f"{share['of']} ({share['denominator'].replace('_', ' ')})"
        line(f"    of {of}: at least {share['at_least']}, at most {share['at_most']}: {said}", indent="      ")


def _reconciliation(found: Document | None) -> None:
    if found is None:
        return
    if not found["claims"]:
        line("  catalogue: the inventory does not say what is published")
        return
    levels = ", ".join(f"{count:,} {level}" for level, count in found["matched"].items())
    line(f"  catalogue: {found['distinct_names']:,} names claim to be published; found, up to each way: {levels}", indent="    ")
    missing, unlisted = (_total(found, key) for key in ("claimed_not_found", "published_not_listed"))
    line(f"  claimed and not found: {missing:,}; published and not listed: {unlisted:,}")


def _total(found: Document, key: str) -> int:
    return int(found.get(f"{key}_total", len(found[key])))


def _considered(found: Sequence[Document], total: int, all_findings: bool) -> None:
    refused = [one for one in found if not one["accepted"]]
    accepted = sum(bool(one["accepted"]) for one in found)
    if not total:
        return
    line(f"[dim]{total:,} considered, {accepted:,} accepted, {total - accepted:,} refused{':' if refused else ''}[/dim]")
    for one in refused if all_findings else refused[:MOST]:
        line(f"  {safe(one['title'] or one['subject'])}: {safe(_reason(one['reason']))}", indent="    ")


def _reason(code: str) -> str:
    """A reason code, readable: `about:trees` is `about trees`."""
    return code.replace(":", " ").replace("-", " ")


def _count(number: int | None) -> str:
    return "not told" if number is None else f"{number:,}"
