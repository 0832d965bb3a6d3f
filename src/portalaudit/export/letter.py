"""The letter to a city, in Markdown: which documents would decide what no machine could see. No person is named in it."""

from collections.abc import Iterator, Sequence

from portalaudit.export.markdown import literal
from portalaudit.export.names import name_of
from portalaudit.export.report.wording import Wording
from portalaudit.export.requests import Request, looks_of
from portalaudit.model.audit import Audit


def letter(audit: Audit, found: Sequence[Request], words: Wording) -> bytes:
    """A courteous letter: what is asked for and why, what was looked at, how to hand documents over. UTF-8."""
    return ("\n".join(_lines(audit, found, words)) + "\n").encode("utf-8", "replace")


def _lines(audit: Audit, found: Sequence[Request], words: Wording) -> Iterator[str]:
    name, when = literal(name_of(audit)), words.date(audit.taken_at)
    yield from (f"# Documents on data and its governance: {name}", "", "Dear colleagues,", "")
    yield (
        f"on {when} we looked at what {name} publishes about its data and how it governs them, by a program that reads public "
        "pages and catalogues. It holds what it sees against the criteria of published standards. A program sees only part of "
        "what a city does: **what it did not find is not held against you**, it is left undetermined until somebody has shown it."
    )
    yield ""
    if not found:
        yield "Nothing was left open: there is no document that we need to ask you for."
        return
    items = _items(found)
    count = "one document or set of documents" if len(items) == 1 else f"{len(items)} documents or sets of documents"
    yield from (f"May we ask you for {count}? A link to a public page is best; a file will do.", "", "## What we ask for", "")
    for number, (ask, about) in enumerate(items, 1):
        yield f"{number}. **{literal(ask)}**"
        for one in about:
            yield f"    - {literal(one.rubric)} {literal(one.criterion)}, {literal(one.title)}: {_state(one)}"
        yield ""
    yield from _looked(audit, words)
    yield from _how(audit)


def _items(found: Sequence[Request]) -> list[tuple[str, list[Request]]]:
    """What is asked for, each once, with the criteria that it would decide."""
    items: dict[str, list[Request]] = {}
    for one in found:
        items.setdefault(one.ask_for or f"Whatever shows this: {one.looked_for}", []).append(one)
    return list(items.items())


def _state(one: Request) -> str:
    told = one.found.rstrip(".;")
    lead = "shown in part" if one.finding == "partly" else "undetermined"
    return f"{lead}. {literal(told)}." if told else f"{lead}."


def _looked(audit: Audit, words: Wording) -> Iterator[str]:
    looks = looks_of(audit, words)
    yield from ("## What was looked at", "")
    for text in (*looks.catalogue, *looks.inventories, *looks.documents):
        yield f"- {literal(text)}"
    if looks.handed:  # counted and not named: a file's name may hold a person's
        yield f"- documents that were handed over before: {len(looks.handed)}"
    yield ""


def _how(audit: Audit) -> Iterator[str]:
    city = audit.target.city.key if audit.target.city else "CITY"
    yield from ("## How to hand documents over", "")
    yield (
        "Answer this letter with links or files, and say of each which of the numbers above it is for. Please send nothing that "
        "is confidential, and no data about persons. What you hand over is kept apart from what was found in public, read in the "
        "same way, and every result that rests on it says so. Whoever runs the audit adds it by"
    )
    yield from ("", f"    portalaudit evidence add {city} --criterion ID --file FILE --note TEXT", "")
    yield from ("With kind regards", "", f"(audit {audit.id}, portalaudit {audit.software})")
