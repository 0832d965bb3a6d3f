"""An audit as tables, each made once: what the workbook shows as sheets and the data package holds as CSV files."""

from dataclasses import replace

from portalaudit.export.tables import assessing, catalogue, documents, findings, made
from portalaudit.export.tables.given import Beside, Given
from portalaudit.export.tables.table import Column, Table
from portalaudit.export.tables.wording import column_words, table_words
from portalaudit.model.audit import Audit

__all__ = ["Beside", "tables"]

_MAKERS = (
    assessing.criteria, assessing.requests, findings.findings, catalogue.datasets, catalogue.departments, documents.documents,
    documents.inventories, findings.checks, assessing.evidence, made.portals, made.traffic, made.gaps, made.captures,
    assessing.decisions, findings.annotations,
)  # fmt: skip
"""In the order in which a reader wants them."""


def tables(audit: Audit, beside: Beside | None = None) -> tuple[Table, ...]:
    """All tables of an audit, in the order in which a reader wants them; their rows are made when they are gone through.

    Personal data of staff is left out unless `beside.with_contacts`: no columns of contacts, no excerpts of them, and mail
    addresses in prose keep their hosts alone.

    Args:
        audit: judged with all findings where the table of findings is to hold all.
        beside: what else there is to tell; None for nothing.

    Raises:
        UsageError: there are no words for the language.
    """
    given = Given(audit, beside or Beside())
    return tuple(_told(make(given), given) for make in _MAKERS)


def _told(table: Table, given: Given) -> Table:
    """With the titles and descriptions of the language."""
    title, about = table_words(given.beside.lang, table.name)
    columns = tuple(_named(one, table.name, given.beside.lang) for one in table.columns)
    return replace(table, title=title, about=about, columns=columns, with_contacts=given.beside.with_contacts)


def _named(column: Column, table: str, lang: str) -> Column:
    title, about = column_words(lang, table, column)
    return replace(column, title=title, about=about)
