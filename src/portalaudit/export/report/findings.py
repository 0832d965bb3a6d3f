"""What the checks found: counts a portal, and for each check its manual, its reasons and examples with their places."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from portalaudit.export.report.catalogue import Part
from portalaudit.export.report.room import SCREEN, Room
from portalaudit.export.report.strangers import link, shown
from portalaudit.export.sources import sources
from portalaudit.model.audit import Audit, CheckResult
from portalaudit.model.capture import Capture, Evidence
from portalaudit.model.check import Finding, Manual
from portalaudit.model.frames import column
from portalaudit.model.inventory import InventoryResult
from portalaudit.model.reasons import parameters
from portalaudit.model.reasons import render as reason_text

FAMILIES = ("inventory", "metadata", "freshness", "access", "policy", "governance")
_GRAVEST = ("error", "fail", "not_observed", "not_applicable", "pass")
MOST_EXAMPLES = SCREEN.examples
"""Examples of one check, and places of one example."""


@dataclass(frozen=True, slots=True)
class Example:
    """One finding, readable."""

    title: str | None
    """The dataset's title, else its subject; None for the portal as a whole."""
    href: str | None
    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One check over all portals of the audit."""

    id: str
    anchor: str
    manual: Manual | None
    tested: int
    failed: int
    outcomes: tuple[str, ...]
    """Of a portal check, one a portal."""
    errors: tuple[str, ...]
    reasons: tuple[tuple[str, int], ...]
    """Why own datasets fail and how many, most frequent first; the text, or the code where its text needs parameters."""
    examples: tuple[Example, ...]

    @property
    def outcome(self) -> str | None:
        """The gravest outcome of a portal check over the portals; None for a check of datasets."""
        return next((word for word in _GRAVEST if word in self.outcomes), None)


def by_family(checks: Iterable[CheckResult]) -> list[tuple[str, list[CheckResult]]]:
    """Check results by family, families in the contract's order, checks as they come."""
    grouped: dict[str, list[CheckResult]] = {family: [] for family in FAMILIES}
    for check in checks:
        grouped.setdefault(check.family, []).append(check)
    return [(family, found) for family, found in grouped.items() if found]


def entries(parts: Sequence[Part], manuals: Mapping[str, Manual], lang: str) -> dict[str, Entry]:
    """Every check of the audit by its id, by family as the tables have them."""
    results: dict[str, list[tuple[Part, CheckResult]]] = {}
    for _, found in by_family(check for part in parts for check in part.portal.checks):
        results.update((check.id, []) for check in found)
    for part in parts:
        for check in part.portal.checks:
            results[check.id].append((part, check))
    return {name: _entry(name, n, found, manuals.get(name), lang) for n, (name, found) in enumerate(results.items(), 1)}


def _entry(name: str, number: int, found: Sequence[tuple[Part, CheckResult]], manual: Manual | None, lang: str) -> Entry:
    reasons: Counter[str] = Counter()
    for _, check in found:
        reasons.update(dict(check.reasons))
    told = [(part, check.findings) for part, check in found] + [(part, check.shown) for part, check in found]
    examples = [example for part, findings in told for example in _examples(part, findings[:MOST_EXAMPLES], lang)]
    return Entry(
        id=name,
        anchor=f"check-{number}",
        manual=manual,
        tested=sum(check.tested for _, check in found),
        failed=sum(check.failed for _, check in found),
        outcomes=tuple(check.outcome for _, check in found if check.outcome),
        errors=tuple(shown(check.error or "") for _, check in found if check.error or check.outcome == "error"),
        reasons=tuple(
            (_reason(name, code, lang), reasons[code]) for code in sorted(reasons, key=lambda code: (-reasons[code], code))
        ),
        examples=tuple(examples[:MOST_EXAMPLES]),
    )


def _reason(check: str, code: str, lang: str) -> str:
    """What a reason code says when nothing is known of the single case."""
    return shown(reason_text(check, code, {}, lang) if parameters(check, code, lang) == frozenset() else code.replace("_", " "))


def _examples(part: Part, findings: Sequence[Finding], lang: str) -> list[Example]:
    datasets = part.portal.snapshot.datasets
    subjects = pa.array([finding.subject for finding in findings], pa.string())
    rows = pc.index_in(subjects, value_set=column(datasets, "id").combine_chunks())
    titles = column(datasets, "title").take(rows).to_pylist()
    pages = column(datasets, "landing_page").take(rows).to_pylist()
    made = []
    for finding, title, page in zip(findings, titles, pages, strict=True):
        text = shown(reason_text(finding.check, finding.reason, finding.params, lang))
        name = None if finding.subject == "portal" else shown(title, 160) or shown(finding.subject, 160)
        made.append(Example(name, link(page), text, finding.evidence[:MOST_EXAMPLES]))
    return made


def seen_at(found: InventoryResult) -> tuple[Evidence, ...]:
    """The cells by which an inventory was judged: header, newest date, what keeps entries from the public."""
    return tuple(one for one in (found.header_at, found.newest_at, *found.not_public_at[:MOST_EXAMPLES]) if one)


@dataclass(frozen=True, slots=True)
class Page:
    """A page or document that a capture holds."""

    title: str
    """Its title; its address where it has none."""
    url: str


@dataclass(frozen=True, slots=True)
class Cited:
    """The captures that the report names."""

    listed: tuple[Capture, ...]
    anchors: Mapping[str, str]
    """Capture id → anchor in the list."""
    left: int
    """Named, but not listed: beyond the cap, or not among the audit's captures."""
    pages: Mapping[str, Page]
    """Capture id → where a person finds what it holds, of documents and of what criteria name."""


def documents(evidence: Sequence[Evidence], found: Cited) -> list[Page]:
    """The pages and documents with a title of their own that hold this evidence, each once."""
    pages = (found.pages.get(one.capture or "") for one in evidence)
    return list(dict.fromkeys(page for page in pages if page is not None and page.title != page.url))


def cited(audit: Audit, checks: Iterable[Entry], room: Room = SCREEN) -> Cited:
    """Captures named by criteria, documents, examples and gaps, in the order of the report."""
    documents = [one.document for one in audit.governance.documents]
    named = [evidence.capture for rubric in audit.rubrics for criterion in rubric.criteria for evidence in criterion.evidence]
    named += [capture for one in documents for capture in (one.capture, one.text)]
    named += [evidence.capture for entry in checks for example in entry.examples for evidence in example.evidence]
    named += [evidence.capture for portal in audit.portals for one in portal.inventories.results for evidence in seen_at(one)]
    named += [gap.capture for portal in audit.portals for gap in portal.snapshot.gaps]
    wanted = dict.fromkeys(name for name in named if name)
    known = {capture.id: capture for capture in audit.captures if capture.id in wanted}
    listed = tuple(known[name] for name in wanted if name in known)[: room.captures]
    titles = {capture: one.title for one in documents if one.title for capture in (one.capture, one.text) if capture}
    return Cited(
        listed=listed,
        anchors={capture.id: f"capture-{n}" for n, capture in enumerate(listed, 1)},
        left=len(wanted) - len(listed),
        pages={capture: Page(titles.get(capture, url), url) for capture, url in sources(audit).items()},
    )
