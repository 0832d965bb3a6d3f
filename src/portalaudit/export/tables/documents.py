"""Documents on policy and governance, and data inventories: what was found, what it is, what could not be read."""

from collections.abc import Iterator
from datetime import date
from typing import get_args

from portalaudit.export.documents import judged_provisions, ordered
from portalaudit.export.report.wording import Wording
from portalaudit.export.tables.given import Given
from portalaudit.export.tables.table import Column, Row, Table
from portalaudit.model.audit import PortalAudit
from portalaudit.model.governance import JudgedDocument, Whose
from portalaudit.model.inventory import Answer, Considered, InventoryResult, Kind
from portalaudit.model.policy import DocumentKind, Instrument, Standing


def documents(given: Given) -> Table:
    """A row a page or document, the policy in force first, then its other versions, then the rest."""

    def rows() -> Iterator[Row]:
        governance = given.audit.governance
        for number, one in enumerate(ordered(governance), 1):
            older = any(one is other for other in governance.older)
            yield (number, *_document(given, one, one is governance.policy, older))

    columns = (
        Column("number", "int", width=8),
        Column("kind", "word", width=22, wrap=True, words="document_kind", choices=get_args(DocumentKind)),
        Column("title", width=44, wrap=True),
        Column("url", "url", width=44, wrap=True),
        Column("in_force", "bool", width=9),
        Column("older_version", "bool", width=9),
        Column("own", "bool", width=9),
        Column("whose", "word", width=13, words="belongs", choices=get_args(Whose)),
        Column("published", "bool", width=10),
        Column("stands", "bool", width=9),
        Column("instrument", "word", width=20, wrap=True, words="instrument", choices=get_args(Instrument)),
        Column("instrument_number", width=20, wrap=True),
        Column("adopted", "date", width=12),
        Column("year", "int", width=7, form="0"),
        Column("review_due", "date", width=12),
        Column("standing", "word", width=18, wrap=True, words="standing", choices=get_args(Standing)),
        Column("place", width=22, wrap=True),
        Column("language", "key", width=9),
        Column("confidence", "number", width=11, form="0 %"),
        Column("quote", width=50, wrap=True),
        Column("provisions", "int", width=10),
        Column("provisions_of", "int", width=10),
        Column("source", "word", width=22, wrap=True, words="source"),
        Column("found_at", "url", width=30),
        Column("submitted", "bool", width=10),
        Column("criterion", "key", width=14),
        Column("note", width=30, wrap=True),
        Column("not_read_because", width=30, wrap=True),
        Column("capture", "key", width=38),
        Column("text_capture", "key", width=38),
        Column("portal", "key", width=30),
    )
    return Table("documents", columns, ("number",), rows, frozen=3)


def _document(given: Given, one: JudgedDocument, in_force: bool, older: bool) -> Row:
    document, reading, words = one.document, one.reading, given.words
    provisions = judged_provisions(one)
    return (
        document.kind, document.title or document.shown or None, document.url, in_force, older, one.own, one.whose, one.published,
        one.stands, reading.instrument, reading.number, reading.adopted,
        reading.adopted.year if reading.adopted else reading.year, reading.review_due, reading.standing, reading.place,
        reading.language, round(reading.confidence, 3), one.because[0].excerpt if one.because else None,
        sum(found.present for found in provisions) if provisions else None, len(provisions) or None, document.source or None,
        document.via, document.submitted, document.criterion, document.note,
        words.label("gap", document.failure) if document.failure else None, document.capture, document.text, one.portal,
    )  # fmt: skip


def inventories(given: Given) -> Table:
    """A row an asset or address that was considered as a data inventory: those that were read first, with what they hold."""

    def rows() -> Iterator[Row]:
        number = 0
        for portal in given.audit.portals:
            read = {one.considered: one for one in portal.inventories.results}
            rest = [one for one in portal.inventories.considered if one not in read]
            for about in (*read, *sorted(rest, key=lambda one: not one.accepted)):
                number += 1
                yield (number, *_inventory(given, portal, about, read.get(about)))

    columns = (
        Column("number", "int", width=8),
        Column("title", width=44, wrap=True),
        Column("kind", "word", width=16, words="inventory_kind", choices=get_args(Kind)),
        Column("stands_for_the_city", "bool", width=11),
        Column("read", "bool", width=8),
        Column("accepted", "bool", width=10),
        Column("reason", width=36, wrap=True),
        Column("confidence", "number", width=11, form="0 %"),
        Column("url", "url", width=40, wrap=True),
        Column("entries", "int", width=9),
        Column("newest_by_content", "date", width=12),
        Column("newest_by_stamp", "date", width=12),
        Column("core_columns", "int", width=9),
        Column("core_columns_of", "int", width=9),
        Column("public", "int", width=9),
        Column("not_public", "int", width=9),
        Column("unclassified", "int", width=11),
        Column("not_on_portal", "int", width=10),
        Column("departments_named", "int", width=12),
        Column("departments_listed", "int", width=12),
        Column("departments_matched", "int", width=12),
        Column("above_80_percent", "word", width=13, words="answer", choices=get_args(Answer)),
        Column("claims", "int", width=9),
        Column("distinct_names", "int", width=9),
        Column("found_exact", "int", width=9),
        Column("found_normalised", "int", width=11),
        Column("found_fuzzy", "int", width=9),
        Column("claimed_not_found", "int", width=11),
        Column("published_not_listed", "int", width=11),
        Column("submitted", "bool", width=10),
        Column("not_read_because", width=30, wrap=True),
        Column("subject", "key", width=24),
        Column("capture", "key", width=38),
        Column("portal", "key", width=30),
    )
    return Table("inventories", columns, ("number",), rows, frozen=2)


def _inventory(given: Given, portal: PortalAudit, about: Considered, found: InventoryResult | None) -> Row:
    words, table = given.words, found.table if found else None
    head = (about.title or about.subject, about.kind, found is not None and found == portal.inventories.chosen, about.read,
            about.accepted, _reason(words, about.reason), round(about.confidence, 3))  # fmt: skip
    tail = (
        bool(table and table.submitted), words.label("gap", table.failure) if table and table.failure else None, about.subject,
        next(iter(table.captures), None) if table else None, portal.snapshot.portal.url,
    )  # fmt: skip
    return (*head, table.url if table else None, *_judged(found), *tail)


def _judged(found: InventoryResult | None) -> Row:
    """What it holds, and how it stands to the list of departments and to the catalogue."""
    judged = found.judgement if found else None
    if found is None or judged is None:
        return (None,) * 20
    newest: date | None = judged.newest
    covers, held = found.coverage, found.reconciliation
    return (
        judged.entries, newest, found.stamp, len(judged.core), judged.core_of, judged.public, judged.not_public,
        judged.unclassified, judged.not_on_portal,
        *((covers.named, covers.listed, covers.matched, covers.above) if covers else (None,) * 4),
        *(
            (
                held.claims, held.distinct_names, *(held.matched.get(level) for level in ("exact", "normalised", "fuzzy")),
                len(held.claimed_not_found), len(held.published_not_listed),
            )
            if held
            else (None,) * 7
        ),
    )  # fmt: skip


def _reason(words: Wording, code: str) -> str:
    """Why an asset was accepted or refused."""
    head, _, topic = code.partition(":")
    if topic:
        return words.say("inventory.about", topic=words.label("topic", topic)).unescape()
    return words.label("considered", head)
