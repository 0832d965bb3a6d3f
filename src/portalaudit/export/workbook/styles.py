"""How cells look: words that can be told apart in black and white too, by weight, slant and shade."""

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from portalaudit.export.tables.table import Column, Look

INK, PEOPLE, PAPER, ENTRY = "#1F2A37", "#4A2C6E", "#FFFFFF", "#FFF8DC"
DATE, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"

_LOOKS: Mapping[Look, Mapping[str, Mapping[str, object]]] = {
    "finding": {
        "met": {"bg_color": "#D7EBD3", "font_color": "#14532D"},
        "partly": {"bg_color": "#FCE9B6", "font_color": "#5C3D00", "bold": True},
        "not_met": {"bg_color": "#8C1D18", "font_color": "#FFFFFF", "bold": True},
        "undetermined": {"bg_color": "#ECEFF3", "font_color": "#3F4A5A", "italic": True},
    },
    "state": {
        "pass": {"font_color": "#14532D"},
        "fail": {"bg_color": "#8C1D18", "font_color": "#FFFFFF", "bold": True},
        "na": {"font_color": "#6B7280", "italic": True},
        "not_seen": {"bg_color": "#DDE1E7", "font_color": "#3F4A5A", "italic": True},
    },
    "decision": {
        "accept": {"bg_color": "#D7EBD3", "font_color": "#14532D", "bold": True},
        "reject": {"bg_color": "#8C1D18", "font_color": "#FFFFFF", "bold": True},
        "more": {"bg_color": "#FCE9B6", "font_color": "#5C3D00", "italic": True, "bold": True},
    },
}
"""By what a column tells: the darkest is what wants mending. Contrast is 4.5 to 1 or more (WCAG 2, 1.4.3)."""


@dataclass(frozen=True, slots=True)
class Styles:
    """The formats of one workbook."""

    book: Workbook
    cells: dict[tuple[object, ...], Format]

    @classmethod
    def of(cls, book: Workbook) -> "Styles":
        return cls(book, {})

    def made(self, **properties: object) -> Format:
        """The format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.cells:
            self.cells[key] = self.book.add_format(dict(properties))
        return self.cells[key]

    def body(self, column: Column, *, entry: bool = False, link: bool = False) -> Format:
        """Of a column's cells."""
        properties: dict[str, object] = {"valign": "top"}
        if column.wrap:
            properties["text_wrap"] = True
        if column.kind in ("date", "moment"):
            properties["num_format"] = DATE if column.kind == "date" else MOMENT
        if column.form or column.kind == "int":
            properties["num_format"] = column.form or "#,##0"
        if column.upright or column.kind == "bool":
            properties["align"] = "center"
        if entry:
            properties |= {"bg_color": ENTRY, "border": 1, "border_color": "#D9C98A"}
        if link:
            properties |= {"font_color": "#0B4F9E", "underline": 1}
        return self.made(**properties)

    def heading(self, column: Column, *, tall: bool = False) -> Format:
        """Of its head: in another colour where people speak; on end where there are many, and then all at the foot."""
        properties: dict[str, object] = {
            "bold": True, "font_color": PAPER, "bg_color": PEOPLE if column.ours else INK, "text_wrap": True,
            "valign": "bottom" if tall else "vcenter", "border": 1, "border_color": "#FFFFFF",
        }  # fmt: skip
        if column.upright:
            properties |= {"rotation": 90, "align": "center", "text_wrap": False}
        return self.made(**properties)

    def look(self, look: Look, code: str) -> Format:
        """Of a word that tells."""
        return self.made(**_LOOKS[look][code])


def colour(sheet: Worksheet, styles: Styles, column: Column, place: int, last: int, words: Mapping[str, str]) -> None:
    """The conditional formats of one column, from the first row beneath its head to the last.

    Args:
        words: what stands in the cells for each code.
    """
    where = (1, place, last, place)
    if column.look == "warm":
        top = {"type": "2_color_scale", "min_type": "num", "min_value": 0, "max_type": "max"}
        sheet.conditional_format(*where, {**top, "min_color": PAPER, "max_color": "#F2B38C"})
    elif column.look == "late":
        late = styles.made(bg_color="#FCE9B6", font_color="#5C3D00", bold=True)
        sheet.conditional_format(*where, {"type": "cell", "criteria": ">", "value": 0, "format": late})
    elif column.look:
        for code in _LOOKS[column.look]:
            value = '"' + words[code].replace('"', '""') + '"'
            rule = {"type": "cell", "criteria": "==", "value": value, "format": styles.look(column.look, code)}
            sheet.conditional_format(*where, rule)
