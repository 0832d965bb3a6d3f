"""What a person must ask the city for: each criterion that is undetermined or partly shown, what was looked for and where, and
the document to ask for."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portalaudit.export.cells import neutral
from portalaudit.export.report.wording import Wording
from portalaudit.export.tally import sizes
from portalaudit.model.audit import Audit, PortalAudit
from portalaudit.model.rubric import Criterion, CriterionResult, FindingWord, Rubric, Rule

OPEN: tuple[FindingWord, ...] = ("undetermined", "partly")
"""Findings that a document could still change."""
MOST = 3
"""Inventories named a portal (own choice); the audit's document has all."""
LONGEST = 120
"""Characters of a stranger's title (own choice)."""
_DOCUMENTS = frozenset({"policy", "governance"})
"""Families of checks that look at documents."""
_RULES: frozenset[str] = frozenset({"document", "manual"})
"""Kinds of rules that documents could decide."""
_LOOKED = re.compile(r"(?:^|(?<=[.;] ))Looked (?:at|and) (?:“[^”]*”|[^.“]|\.(?! ))*(?:\. |$)")
"""The sentence of the rules on documents that says where was looked (rubrics.document_wording.where)."""
_NOTHING = "nothing: pages and documents were not looked for in this audit"


@dataclass(frozen=True, slots=True)
class Request:
    """One criterion that a document could decide."""

    rubric: str
    criterion: str
    title: str
    group: str
    """`core`, or `neighbour` of the practices that the rubric is about."""
    finding: FindingWord
    why: str
    """Of an undetermined one, why it is: a sentence's end for a person; empty else."""
    because: str
    looked_for: str
    """What the criterion asks, in the rubric's words."""
    looked_in: tuple[str, ...]
    """Where, and what came of it."""
    ask_for: str
    """The document to ask for."""

    @property
    def found(self) -> str:
        """`because` without the sentence that says where was looked, which `looked_in` says."""
        return _LOOKED.sub("", self.because).strip()


@dataclass(frozen=True, slots=True)
class Looks:
    """Where an audit looked, in words."""

    catalogue: tuple[str, ...]
    inventories: tuple[str, ...]
    documents: tuple[str, ...]
    handed: tuple[str, ...]
    """Documents that people handed over, by their files' names."""


def requests_of(audit: Audit, rubrics: Sequence[Rubric], words: Wording) -> tuple[Request, ...]:
    """The open criteria of an audit that was graded by these rubrics, in their order."""
    found = {rubric.id: rubric for rubric in rubrics}
    looks, families = looks_of(audit, words), _families(audit)
    return tuple(
        _request(graded.id, one, criterion, _relevant(one, criterion.rule, families, looks), words)
        for graded in audit.rubrics
        if graded.id in found
        for criterion in found[graded.id].criteria
        for one in graded.criteria
        if one.id == criterion.id and one.finding in OPEN
    )


def looks_of(audit: Audit, words: Wording) -> Looks:
    """Where it looked: the catalogue, inventories, pages and documents."""
    return Looks(
        tuple(_catalogue(portal) for portal in audit.portals),
        tuple(line for portal in audit.portals for line in _inventories(portal)),
        tuple(_documents(audit, words)),
        tuple(_handed(audit, words)),
    )


def _request(
    rubric: str, found: CriterionResult, criterion: Criterion, where: tuple[str, ...], words: Wording
) -> Request:  # fmt: skip
    return Request(
        rubric, found.id, found.title, found.group, found.finding, words.label("why", found.why) if found.why else "",
        found.because, criterion.text, where, found.ask_for or criterion.ask_for or "",
    )  # fmt: skip


def _families(audit: Audit) -> dict[str, str]:
    return {check.id: check.family for portal in audit.portals for check in portal.checks}


def _relevant(found: CriterionResult, rule: Rule, families: dict[str, str], looks: Looks) -> tuple[str, ...]:
    """Its checks tell whether the catalogue and its inventories were looked at, its rules whether documents could decide it."""
    asked = {families[check] for check in found.checks if check in families}
    catalogue = looks.catalogue if asked - _DOCUMENTS else ()
    inventories = looks.inventories if "inventory" in asked else ()
    by_documents = not catalogue or bool(asked & _DOCUMENTS) or _asks_documents(rule)
    return (*catalogue, *inventories, *((*looks.documents, *looks.handed) if by_documents else ()))


def _asks_documents(rule: Rule) -> bool:
    return rule.kind in _RULES or any(map(_asks_documents, rule.rules))


def _catalogue(portal: PortalAudit) -> str:
    counts = sizes(portal)
    held = f"{counts['assets']:,} assets, {counts['own_datasets']:,} datasets counted"
    return f"the catalogue of {portal.snapshot.portal.url} ({held})"


def _inventories(portal: PortalAudit) -> Iterator[str]:
    found = portal.inventories.considered
    if not found:
        yield f"inventories at {portal.snapshot.portal.url}: no asset speaks of one"
        return
    first = sorted(found, key=lambda one: (not one.read, not one.accepted))
    named = "; ".join(f"“{one_line(one.title)}” ({'read' if one.read else 'not read'}: {one.kind})" for one in first[:MOST])
    more = f" and {len(found) - MOST:,} more" if len(found) > MOST else ""
    yield f"inventories at {portal.snapshot.portal.url}: {named}{more}"


def _documents(audit: Audit, words: Wording) -> Iterator[str]:
    governance = audit.governance
    if not governance.looked:
        yield _NOTHING
        return
    yield "one page or document was read" if governance.pages == 1 else f"{governance.pages:,} pages and documents were read"
    came: dict[str | None, list[str]] = {}
    for one in governance.looked:
        came.setdefault(one.reason, []).append(_lowered(words.label("place", one.place)))
    for reason, places in came.items():
        yield f"{'; '.join(places)}: {_came(reason, words)}"


def _handed(audit: Audit, words: Wording) -> Iterator[str]:
    for document in (each.document for each in audit.governance.documents if each.document.submitted):
        came = "could not be read" if document.reading is None else _lowered(words.label("document_kind", document.kind))
        yield f"handed over: “{one_line(document.shown or document.title or '')}” ({came})"


def _came(reason: str | None, words: Wording) -> str:
    if reason is None:
        return "read"
    table = next((name for name in ("looked", "gap") if words.has(name, reason)), None)
    return words.label(table, reason) if table else reason


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def one_line(text: str) -> str:
    """A stranger's text on one line, without control characters, cut."""
    plain = " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1].rstrip() + "…"


CSV_COLUMNS = (
    "rubric", "criterion", "title", "group", "finding", "why", "because", "looked_for", "looked_in", "ask_for",
)  # fmt: skip


def requests_csv(found: Sequence[Request]) -> bytes:
    """One line a criterion; UTF-8, lines ended by CRLF, cells that start a formula neutralised."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(CSV_COLUMNS)
    for one in found:
        cells = (
            one.rubric, one.criterion, one.title, one.group, one.finding, one.why, one.because, one.looked_for,
            " | ".join(one.looked_in), one.ask_for,
        )  # fmt: skip
        writer.writerow([neutral(cell) for cell in cells])
    return out.getvalue().encode("utf-8", "replace")
