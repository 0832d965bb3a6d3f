"""The workbook that an assessor opens: an audit's tables as sheets, with room for decisions. XLSX, made by XlsxWriter."""

import io
from collections.abc import Sequence
from datetime import UTC

from xlsxwriter.workbook import Workbook

from portalaudit.export.names import name_of
from portalaudit.export.tables import Beside, tables
from portalaudit.export.tables.table import Column, Table, one_line
from portalaudit.export.tables.wording import text
from portalaudit.export.workbook.about import first_sheet
from portalaudit.export.workbook.limits import EXCEL, Limits
from portalaudit.export.workbook.sheet import lines, write
from portalaudit.export.workbook.styles import Styles
from portalaudit.model.audit import Audit

__all__ = ["workbook"]

_TABS = {"criteria": "#4A2C6E", "requests": "#4A2C6E", "decisions": "#4A2C6E", "annotations": "#4A2C6E", "findings": "#8C1D18",
         "datasets": "#8C1D18", "departments": "#8C1D18"}  # fmt: skip
_OTHER_TAB = "#6B7280"
_ONLY_FILLED = frozenset({"decisions", "annotations"})
"""Sheets that are there only where people said anything."""


def workbook(audit: Audit, beside: Beside | None = None, limits: Limits = EXCEL) -> bytes:
    """The workbook of an audit; the same bytes for the same audit and the same words of people.

    Rows are written one by one and not kept. What a sheet cannot hold is cut, and the first sheet says so; the CSV files
    (`export.csvs`) have it all.

    Args:
        audit: judged with all findings where the sheet of findings is to hold all.
        beside: what else there is to tell; None for nothing.
        limits: what a sheet can hold.

    Raises:
        UsageError: there are no words for the language.
    """
    given = beside or Beside()
    out = io.BytesIO()
    book = Workbook(out, {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_format_properties": {"font_name": "Calibri", "font_size": 10},
    })  # fmt: skip
    book.set_properties({
        "title": (one_line(name_of(audit)) or audit.id)[:200],
        "subject": f"audit {audit.id}",
        "author": f"portalaudit {audit.software}",
        "created": audit.taken_at.astimezone(UTC).replace(tzinfo=None, microsecond=0),
    })  # fmt: skip
    styles = Styles.of(book)
    first = book.add_worksheet(text(given.lang, "about", "sheet")[0])
    shown = [one for one in tables(audit, given) if one.name not in _ONLY_FILLED or next(iter(one.rows()), None)]
    written = []
    for table in (*shown, _dictionary(shown, given.lang)):
        sheet = book.add_worksheet(table.title)
        sheet.set_tab_color(_TABS.get(table.name, _OTHER_TAB))
        written.append(write(sheet, table, styles, given.lang, limits))
    first_sheet(first, audit, given, (*shown, _dictionary(shown, given.lang)), written, styles, limits)
    first.activate()
    book.close()
    return out.getvalue()


def _dictionary(shown: Sequence[Table], lang: str) -> Table:
    """What every column holds."""

    def said(name: str) -> str:
        return text(lang, "dictionary", name)[0]

    columns = (
        Column("table", "key", said("table"), width=16),
        Column("column", "text", said("column"), width=34),
        Column("holds", "text", said("holds"), width=110, wrap=True),
        Column("name", "key", said("name"), width=30),
        Column("kind", "key", said("kind"), width=10),
    )
    return Table("columns", columns, ("table", "name"), lambda: lines(tuple(shown)), 1, said("sheet"), said("about"))
