"""A city's documents on policy and governance, readied for the page: the policy in force, the others, where was looked."""

from collections.abc import Mapping
from dataclasses import dataclass

from portalaudit.documents.policy.guideline import Asked, guideline, parts
from portalaudit.export.documents import judged_provisions
from portalaudit.model.audit import Audit
from portalaudit.model.governance import JudgedDocument
from portalaudit.model.policy import Looked, Provision
from portalaudit.model.rubric import CriterionResult, RubricResult

MOST = 100
"""Documents of one table (own choice; the document with all findings has them all)."""
MOST_QUOTES = 2
"""Passages of one provision or document that are shown (own choice)."""
POLICY = "open-data-policy"
_FAMILIES = frozenset({"policy", "governance"})


@dataclass(frozen=True, slots=True)
class Row:
    """One provision of the guideline, and what the policy has of it."""

    asked: Asked
    found: Provision


@dataclass(frozen=True, slots=True)
class Part:
    """One of the guideline's three parts."""

    title: str
    code: str
    rows: tuple[Row, ...]

    @property
    def present(self) -> int:
        return sum(row.found.present for row in self.rows)


@dataclass(frozen=True, slots=True)
class Table:
    """Documents as rows, and how many more there are."""

    rows: tuple[JudgedDocument, ...]
    left: int

    @property
    def all(self) -> int:
        return len(self.rows) + self.left


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask the city for, and which criteria need it."""

    ask_for: str
    criteria: tuple[tuple[str, str, str], ...]
    """Rubric's id, criterion's id, its title."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The section."""

    in_force: JudgedDocument | None
    parts: tuple[Part, ...]
    """Of the policy in force; empty where its provisions are not judged."""
    older: Table
    others: Table
    """The city's own documents of other kinds."""
    foreign: Table
    unread: Table
    looked: tuple[Looked, ...]
    pages: int
    wanted: tuple[Wanted, ...]

    @property
    def nobody(self) -> bool:
        """Nobody looked, and nothing was handed over."""
        return (
            not self.looked
            and not any(table.rows for table in (self.older, self.others, self.foreign, self.unread))
            and (self.in_force is None)
        )

    @property
    def fallen(self) -> bool:
        """A policy was found, and none that is in force."""
        policies = (*self.older.rows, *(one for one in self.others.rows if one.document.kind == POLICY))
        return self.in_force is None and bool(policies)

    @property
    def present(self) -> int:
        """Provisions present in the policy in force."""
        return sum(part.present for part in self.parts)

    @property
    def of(self) -> int:
        return sum(len(part.rows) for part in self.parts)


def policy(audit: Audit) -> Policy:
    """Everything about policy and governance."""
    found = audit.governance
    apart = [one for one in (found.policy, *found.older) if one is not None]
    rest = [one for one in found.documents if not any(one is other for other in apart)]
    read = [one for one in rest if one.document.reading is not None]
    return Policy(
        in_force=found.policy,
        parts=_parts(found.policy),
        older=_table(list(found.older)),
        others=_table([one for one in read if one.own]),
        foreign=_table([one for one in read if not one.own]),
        unread=_table([one for one in rest if one.document.reading is None]),
        looked=found.looked,
        pages=found.pages,
        wanted=_wanted(audit),
    )


def certainty(confidence: float) -> str:
    """A word's code for how sure a kind is."""
    return "clear" if confidence >= 0.9 else "likely" if confidence >= 0.7 else "perhaps"


def _table(found: list[JudgedDocument]) -> Table:
    return Table(tuple(found[:MOST]), max(0, len(found) - MOST))


def _parts(found: JudgedDocument | None) -> tuple[Part, ...]:
    provisions = {one.number: one for one in judged_provisions(found)} if found else {}
    rows = [Row(asked, provisions[asked.number]) for asked in guideline() if asked.number in provisions]
    made = (Part(title, code, tuple(row for row in rows if row.asked.part == code)) for code, title in parts().items())
    return tuple(part for part in made if part.rows)


def _wanted(audit: Audit) -> tuple[Wanted, ...]:
    """Of undetermined criteria that are about governance, each wish once."""
    families = {check.id: check.family for portal in audit.portals for check in portal.checks}
    wanted: dict[str, list[tuple[str, str, str]]] = {}
    for rubric in audit.rubrics:
        for one in rubric.criteria:
            if one.ask_for and _governs(rubric, one, families):
                wanted.setdefault(one.ask_for, []).append((rubric.id, one.id, one.title))
    return tuple(Wanted(ask_for, tuple(criteria)) for ask_for, criteria in wanted.items())


def _governs(rubric: RubricResult, one: CriterionResult, families: Mapping[str, str]) -> bool:
    """No scored rubric asks for papers; of the others what no check of data can answer, or a check of documents is to."""
    if rubric.scored or one.finding != "undetermined":
        return False
    asked = {families.get(check, "") for check in one.checks}
    return not asked or bool(asked & _FAMILIES)
