"""What an audit's document says of policy and governance, as text; and a criterion's best quote."""

from collections.abc import Mapping, Sequence
from typing import Any

from portalaudit.cli.text import line, safe
from portalaudit.export.sources import SENTENCE

Document = Mapping[str, Any]

MOST = 10
"""Other documents named (own choice: half a page of a terminal)."""
QUOTE = 160
"""Characters of a quote (own choice: two lines of a terminal)."""
TITLE = 120
"""Characters of a title (own choice)."""


def print_governance(document: Document, all_findings: bool = False) -> None:
    """The policy in force, the other documents, and where was looked; nothing of documents of versions that didn't look."""
    if "looked" not in document:
        return
    line()
    line("[bold]Policy and governance[/bold]")
    found: Sequence[Document] = document["documents"]
    if not found and not document["looked"]:
        line("Not looked at: this audit asked for no pages and documents.")
        return
    policy = next((one for one in found if one["in_force"]), None)
    if policy is not None:
        _policy(policy, document["taken_at"])
    else:
        line("No open-data policy in force was found. That is no proof of absence: a city may keep it elsewhere.")
    older = [one for one in found if one["older"]]
    others = [one for one in found if one["own"] and one is not policy and one not in older and not one["failure"]]
    _listed([*older, *others], document["audit"], all_findings)
    if foreign := sum(not one["own"] and not one["failure"] for one in found):
        line(f"[dim]{foreign:,} of other places, or of nobody named, count for nothing[/dim]")
    _unread([one for one in found if one["failure"]], all_findings)
    if policy is None:
        _looked(document)
    elif document["pages_read"]:
        line(f"[dim]pages and documents read: {document['pages_read']:,}[/dim]")


def quoted(evidence: Sequence[Document]) -> str | None:
    """The best quote with the page that holds it and its capture, as rich's markup; None where nothing can be quoted.

    A passage of a document goes before a value of a catalogue, a sentence before a few words.
    """
    told = [one for one in evidence if (one["excerpt"] or "").strip()]
    if not told:
        return None
    best = min(told, key=lambda one: (not (one["pointer"] or "").startswith("char="), len(one["excerpt"]) < SENTENCE))
    pointer = best["pointer"] or ""
    at = "" if pointer.startswith("char=") or not pointer else f" at {safe(pointer)}"
    url = f" {safe(best['url'])}" if best.get("url") else ""
    capture = f" capture {safe(best['capture'])}" if best["capture"] else ""
    return f"[dim]“{safe(_cut(best['excerpt'], QUOTE))}”{at}{url}{capture}[/dim]"


def _policy(found: Document, taken_at: str) -> None:
    line(f"{_title(found)}  {_where(found)}  (in force, {_published(found)})")
    by = [_word("instrument", found["instrument"]), found["number"], found["place"], _adopted(found)]
    review = found["review_due"]
    due = f"; its review {'was' if review < taken_at[:10] else 'is'} due on {review}" if review else ""
    line(f"  {', '.join(safe(part) for part in by if part)}{due}", indent="    ")
    provisions = found["provisions"]
    if provisions:
        present = sum(bool(one["present"]) for one in provisions)
        line(f"  {present} of {len(provisions)} provisions of the guideline were recognised")
    else:
        language = _word("language", found["language"])
        line(f"  its provisions were not judged: the text is in {safe(language)}, and they are recognised in English alone")


def _listed(found: Sequence[Document], audit: str, all_findings: bool) -> None:
    shown = found if all_findings else found[:MOST]
    for one in shown:
        kind = "older version" if one["older"] else _word("document_kind", one["kind"])
        state = "" if one["standing"] in ("in-force", "unknown") else _word("standing", one["standing"])
        about = [_adopted(one), state, "handed over by a person" if one["submitted"] else ""]
        aspects = ", ".join(_word("aspect", code) for code in one["aspects"])
        speaks = f"  speaks of {safe(aspects)}" if one["kind"] == "other" else ""
        told = "".join(f", {part}" for part in about if part)
        line(f"  {safe(kind)}: {_title(one)}{safe(told)}  {_where(one)}{speaks}", indent="    ")
    if len(found) > len(shown):
        line(f"  [dim]and {len(found) - len(shown)} more documents: portalaudit show {audit} --all-findings[/dim]")


def _unread(found: Sequence[Document], all_findings: bool) -> None:
    for one in found if all_findings else found[:MOST]:
        handed = ", handed over by a person" if one["submitted"] else ""
        line(
            f"  [yellow]could not be read:[/yellow] {_title(one)}  {_where(one)}{handed}: {safe(_word('gap', one['failure']))}",
            indent="    ",
        )
    if len(found) > MOST and not all_findings:
        line(f"  [dim]and {len(found) - MOST} more that could not be read[/dim]")


def _looked(document: Document) -> None:
    if not document["looked"]:
        return
    line(f"Where we looked (pages and documents read: {document['pages_read']:,}):")
    for one in document["looked"]:
        came = "read" if one["reason"] is None else _reason(one["reason"])
        asked = f" (requests: {one['requests']:,})" if one["requests"] else ""
        if one["reason"] != "none":
            line(f"  {safe(_word('place', one['place']))}: {safe(came)}{asked}", indent="    ")
    empty = [_word("place", one["place"]) for one in document["looked"] if one["reason"] == "none"]
    if empty:
        line(f"  [dim]nothing to look at was named in: {safe('; '.join(empty))}[/dim]", indent="    ")


def _reason(code: str) -> str:
    from portalaudit.export.report.wording import wording

    return _word("looked" if wording("en").has("looked", code) else "gap", code)


def _word(table: str, code: str | None) -> str:
    """A code in words, those of the report; it begins small within a line."""
    from portalaudit.export.report.wording import wording

    told = wording("en").label(table, code)
    small = told[:1].lower() + told[1:] if table in ("instrument", "document_kind") else told
    return "" if table == "instrument" and code == "unknown" else small


def _title(found: Document) -> str:
    return safe(_cut(found["title"] or found["shown"] or "untitled", TITLE))


def _where(found: Document) -> str:
    """Its address; of what was handed over, which has none, the capture."""
    return f"capture {safe(found['capture'])}" if found["submitted"] else safe(found["url"])


def _published(found: Document) -> str:
    if found["submitted"]:
        return "handed over by a person"
    return "published by the city" if found["published"] else "a copy elsewhere: adopted, but not shown to be published"


def _adopted(found: Document) -> str:
    told = found["adopted"] or found["year"]
    return f"adopted {told}" if told else ""


def _cut(text: str, longest: int) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= longest else folded[: longest - 1].rstrip() + "…"
