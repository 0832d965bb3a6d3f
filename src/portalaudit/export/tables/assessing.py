"""What an assessor works on: criteria with their evidence and the decisions on them, and what to ask the city for."""

from collections.abc import Iterator

from portalaudit.export.requests import requests_of
from portalaudit.export.sources import best_quote
from portalaudit.export.tables.given import Given, joined
from portalaudit.export.tables.persons import of_contacts, unquoted
from portalaudit.export.tables.table import Column, Row, Table
from portalaudit.model.assessment import DECISIONS, standing_decisions
from portalaudit.model.capture import Evidence
from portalaudit.model.rubric import CriterionResult

FINDINGS = ("met", "partly", "not_met", "undetermined")
GROUPS = ("core", "neighbour")
STRENGTHS = ("verified", "indicated")
WHY = ("not_found", "gap", "internal_practice", "unregistered")

_CRITERION = (
    Column("rubric", "key", width=13),
    Column("criterion", "key", width=10),
    Column("title", width=28, wrap=True),
)
_FINDING = Column("finding", "word", width=14, words="finding", choices=FINDINGS, look="finding")


def criteria(given: Given) -> Table:
    """A row a criterion: what the machine found and why, the best evidence, the decision that stands."""

    def rows() -> Iterator[Row]:
        earlier: dict[tuple[str, str], int] = {}
        for made in given.beside.assessment.decisions:
            earlier[made.rubric, made.criterion] = earlier.get((made.rubric, made.criterion), -1) + 1
        for rubric in given.audit.rubrics:
            for one in rubric.criteria:
                best, decided = _best(given, one), given.decisions.get((rubric.id, one.id))
                yield (
                    rubric.id, one.id, one.title, one.finding, one.strength, one.because,
                    given.addresses.get(best.capture or "") if best else None, best.excerpt if best else None,
                    *(
                        (decided.decision, decided.by, decided.decided_at, decided.why, earlier[rubric.id, one.id])
                        if decided
                        else (None, None, None, None, None)
                    ),
                    one.ask_for, one.why, one.group, " ".join(one.checks) or None, one.weight if rubric.scored else None,
                    None if one.value is None else round(one.value, 6), len(one.evidence),
                    best.capture if best else None, best.pointer if best else None,
                )  # fmt: skip

    columns = (
        *_CRITERION, _FINDING,
        Column("strength", "word", width=13, wrap=True, words="strength", choices=STRENGTHS),
        Column("because", width=60, wrap=True),
        Column("evidence_url", "url", width=34, wrap=True),
        Column("quote", width=44, wrap=True),
        Column("decision", "word", width=12, words="decision", choices=DECISIONS, look="decision", ours=True, entry=True),
        Column("decided_by", width=16, wrap=True, ours=True, entry=True),
        Column("decided_at", "moment", width=17, ours=True, entry=True),
        Column("decision_why", width=36, wrap=True, ours=True, entry=True),
        Column("decisions_before", "int", width=10),
        Column("ask_for", width=40, wrap=True),
        Column("why_undetermined", "word", width=22, wrap=True, words="why", choices=WHY),
        Column("group", "word", width=11, words="criterion_group", choices=GROUPS),
        Column("checks", "key", width=26, wrap=True),
        Column("weight", "number", width=8),
        Column("points", "number", width=8, form="0 %"),
        Column("evidence_count", "int", width=9),
        Column("capture", "key", width=38),
        Column("pointer", "key", width=24),
    )  # fmt: skip
    return Table("criteria", columns, ("rubric", "criterion"), rows, frozen=3)


def requests(given: Given) -> Table:
    """A row a criterion that a document could still decide, as `portalaudit requests` tells them."""

    def rows() -> Iterator[Row]:
        for one in requests_of(given.audit, given.beside.rubrics, given.words):
            yield (
                one.rubric, one.criterion, one.title, one.finding, one.ask_for or None, one.looked_for, one.found or None,
                joined(one.looked_in), one.why or None, one.group,
            )  # fmt: skip

    columns = (
        *_CRITERION, _FINDING,
        Column("ask_for", width=50, wrap=True),
        Column("looked_for", width=40, wrap=True),
        Column("found", width=44, wrap=True),
        Column("looked_in", width=60, wrap=True),
        Column("why_undetermined", width=22, wrap=True),
        Column("group", "word", width=11, words="criterion_group", choices=GROUPS),
    )  # fmt: skip
    return Table("requests", columns, ("rubric", "criterion"), rows, frozen=3)


def evidence(given: Given) -> Table:
    """A row a piece of evidence of each criterion."""

    def rows() -> Iterator[Row]:
        for rubric in given.audit.rubrics:
            for one in rubric.criteria:
                for number, piece in enumerate((_shown(given, one, piece) for piece in one.evidence), 1):
                    yield (
                        rubric.id, one.id, number, given.addresses.get(piece.capture or ""), piece.excerpt, piece.capture,
                        piece.pointer, piece.absent,
                    )  # fmt: skip

    columns = (
        *_CRITERION[:2],
        Column("number", "int", width=9),
        Column("url", "url", width=60),
        Column("excerpt", width=70),
        Column("capture", "key", width=38),
        Column("pointer", "key", width=34),
        Column("absent", "key", width=16),
    )
    return Table("evidence", columns, ("rubric", "criterion", "number"), rows, frozen=3)


def decisions(given: Given) -> Table:
    """A row a decision, those that were superseded among them."""

    def rows() -> Iterator[Row]:
        given_ones = given.beside.assessment.decisions
        stands = {one.id for one in standing_decisions(given_ones)}
        for one in sorted(given_ones, key=lambda one: (one.decided_at, one.id)):
            yield (
                one.id, one.rubric, one.version, one.criterion, one.finding, one.strength, one.decision, one.by,
                one.decided_at, one.why, one.id in stands,
            )  # fmt: skip

    columns = (
        Column("id", "key", width=18),
        Column("rubric", "key", width=13),
        Column("version", "key", width=9),
        Column("criterion", "key", width=10),
        _FINDING,
        Column("strength", "word", width=13, words="strength", choices=STRENGTHS),
        Column("decision", "word", width=12, words="decision", choices=DECISIONS, look="decision", ours=True),
        Column("by", width=20, ours=True),
        Column("decided_at", "moment", width=17),
        Column("why", width=60, wrap=True, ours=True),
        Column("stands", "bool", width=9),
    )
    return Table("decisions", columns, ("id",), rows)


def _shown(given: Given, criterion: CriterionResult, piece: Evidence) -> Evidence:
    """A piece of evidence as a table may show it."""
    return piece if given.beside.with_contacts else unquoted(piece, of_contacts(criterion.checks))


def _best(given: Given, one: CriterionResult) -> Evidence | None:
    """What a reader looks at first: a passage that speaks for itself, else anything quoted, else the first place."""
    found = best_quote(one.evidence) or next((piece for piece in one.evidence if piece.excerpt), next(iter(one.evidence), None))
    return None if found is None else _shown(given, one, found)
