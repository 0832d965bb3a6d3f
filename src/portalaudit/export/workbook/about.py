"""The first sheet: what this is, what it comes to, how to decide, which sheets there are, what is not here."""

from collections.abc import Iterator, Sequence
from math import ceil

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portalaudit.export.names import hosts_of, name_of
from portalaudit.export.report.wording import wording
from portalaudit.export.tables import Beside
from portalaudit.export.tables.assessing import FINDINGS
from portalaudit.export.tables.catalogue import STATES
from portalaudit.export.tables.table import Column, Look, Table, one_line
from portalaudit.export.tables.wording import text, word
from portalaudit.export.workbook.limits import Limits, harmless, target
from portalaudit.export.workbook.sheet import Written
from portalaudit.export.workbook.styles import Styles
from portalaudit.model.audit import Audit
from portalaudit.model.rubric import RubricResult

_NARROW, _WIDE = 30, 104
"""Characters of the first column and of the second."""
_LINE, _PER_LINE = 14, 1.08
"""Points of a line of text; characters on it, for each character of a column's width."""
_LONGEST = 500
"""Characters of a stranger's name that are shown here (own choice)."""


class _Page:
    """The sheet as it is written, line by line."""

    def __init__(self, sheet: Worksheet, styles: Styles, lang: str) -> None:
        self.sheet, self.styles, self.lang, self.row = sheet, styles, lang, 0
        self.plain = styles.made(text_wrap=True, valign="top")
        self.label = styles.made(bold=True, valign="top", text_wrap=True)

    def say(self, key: str, **values: object) -> str:
        """A text of ours with values put in."""
        return text(self.lang, "about", key)[0].format(**values)

    def line(self, label: str, told: str, form: Format | None = None, url: str | None = None) -> None:
        """A label and what there is to say of it."""
        self.sheet.set_row(self.row, _height(told, label))
        if label:
            self.sheet.write_string(self.row, 0, harmless(label), form or self.label)
        if url is not None:
            self.sheet.write_url(
                self.row, 1, url, self.styles.made(font_color="#0B4F9E", underline=1, valign="top"), harmless(told)
            )
        else:
            self.sheet.write_string(self.row, 1, harmless(told), self.plain)
        self.row += 1

    def heading(self, told: str) -> None:
        """A heading with room above it."""
        self.row += 1
        self.sheet.set_row(self.row, 22)
        form = self.styles.made(bold=True, font_size=13, font_color="#1F2A37", bottom=2, bottom_color="#1F2A37")
        self.sheet.write_string(self.row, 0, told, form)
        for place in (1, 2):
            self.sheet.write_blank(self.row, place, None, form)
        self.row += 1


def _height(told: str, label: str = "", wide: int = _WIDE) -> float:
    """Of a row, in points."""
    lines = max(len(told) / (wide * _PER_LINE), len(label) / (_NARROW * _PER_LINE * 0.92), 1)  # labels are bold
    return _LINE * ceil(lines) + 3


def first_sheet(
    sheet: Worksheet,
    audit: Audit,
    beside: Beside,
    shown: Sequence[Table],
    written: Sequence[Written],
    styles: Styles,
    limits: Limits,
) -> None:
    """Write it."""
    page = _Page(sheet, styles, beside.lang)
    sheet.set_column(0, 0, _NARROW)
    sheet.set_column(1, 1, _WIDE)
    sheet.set_column(2, 2, 10)
    sheet.hide_gridlines(2)
    name = (one_line(name_of(audit)) or page.say("untold"))[:_LONGEST]
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, harmless(page.say("title", name=name)), styles.made(bold=True, font_size=18, font_color="#1F2A37"))
    page.row = 1
    _merged(page, page.say("what", name=name))
    _facts(page, audit, limits)
    _results(page, audit)
    _how_to_decide(page, audit, {table.name: table.title for table in shown})
    _sheets(page, shown, written)
    _legend(page)
    _notes(page, beside, written, limits)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _merged(page: _Page, told: str) -> None:
    page.sheet.set_row(page.row, _height(told, wide=_WIDE + _NARROW))
    page.sheet.merge_range(page.row, 0, page.row, 2, harmless(told), page.plain)
    page.row += 1


def _facts(page: _Page, audit: Audit, limits: Limits) -> None:
    page.heading(page.say("facts"))
    city = audit.target.city
    page.line(page.say("city"), f"{city.name} ({city.key})" if city else page.say("alone"))
    page.line(page.say("looked_at"), wording(page.lang).moment(audit.taken_at))
    page.line(page.say("audit"), audit.id)
    page.line(page.say("software"), f"portalaudit {audit.software}")
    page.line(page.say("complete"), page.say("complete_yes" if audit.complete else "complete_no"))
    for portal in (one.snapshot.portal for one in audit.portals):
        told = f"{portal.title}: {portal.url}" if portal.title and hosts_of(audit) != portal.title else portal.url
        page.line(page.say("portals"), (one_line(told) or portal.url)[:_LONGEST], url=target(portal.url, limits))
    for cause in audit.causes:
        page.line(page.say("causes"), one_line(cause) or "")


def _results(page: _Page, audit: Audit) -> None:
    page.heading(page.say("results"))
    for rubric in audit.rubrics:
        page.line(rubric.title, _headline(page, rubric))


def _headline(page: _Page, rubric: RubricResult) -> str:
    counts = rubric.counts
    if not rubric.scored:
        found = counts["met"] + counts["partly"] + counts["not_met"]
        return page.say("evidence", found=found, **counts)
    if rubric.score is None:
        return page.say("no_score")
    return page.say("score", score=f"{rubric.score:g}", decided=f"{100 * rubric.decided:.0f}")


def _how_to_decide(page: _Page, audit: Audit, titles: dict[str, str]) -> None:
    page.heading(page.say("decide"))
    for number in range(1, 5):
        page.line(f"{number}.", page.say(f"decide_{number}", audit=audit.id, **titles))


def _sheets(page: _Page, shown: Sequence[Table], written: Sequence[Written]) -> None:
    page.heading(page.say("sheets"))
    link = page.styles.made(font_color="#0B4F9E", underline=1, bold=True, valign="top")
    for table, done in zip(shown, written, strict=True):
        page.sheet.set_row(page.row, _height(table.about))
        page.sheet.write_url(page.row, 0, f"internal:'{table.title}'!A1", link, table.title)
        page.sheet.write_string(page.row, 1, table.about, page.plain)
        page.sheet.write_number(page.row, 2, done.of, page.styles.made(num_format="#,##0", valign="top"))
        page.row += 1


def _legend(page: _Page) -> None:
    page.heading(page.say("legend"))
    looks: tuple[tuple[Look, tuple[str, ...], str], ...] = (("finding", FINDINGS, "finding"), ("state", STATES, "state"))
    for look, codes, table in looks:
        for code in codes:
            page.line(word(page.lang, table, code), page.say(code), page.styles.look(look, code))
    page.line(text(page.lang, "column", "decision")[0], page.say("people"), page.styles.heading(Column("", ours=True)))
    page.line(" ", page.say("entry"), page.styles.body(Column(""), entry=True))


def _notes(page: _Page, beside: Beside, written: Sequence[Written], limits: Limits) -> None:
    page.heading(page.say("notes"))
    page.line("", page.say("contacts_in" if beside.with_contacts else "contacts_out"))
    page.line("", page.say("texts"))
    for told in _cut(page, written, limits):
        page.line("", told)


def _cut(page: _Page, written: Sequence[Written], limits: Limits) -> Iterator[str]:
    for done in written:
        if done.rows < done.of:
            yield page.say("rows_cut", sheet=done.title, shown=f"{done.rows:,}", of=f"{done.of:,}")
        if done.cells_cut:
            yield page.say("cells_cut", sheet=done.title, n=f"{done.cells_cut:,}", mark=page.say("cut_mark", n="…"))
        if done.links_left:
            yield page.say("links_cut", sheet=done.title, n=f"{done.links_left:,}", most=f"{limits.links:,}")
