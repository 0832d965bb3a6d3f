"""Small XLSX files, written part by part so that they can be wrong in any way."""

import io
import zipfile
from collections.abc import Sequence

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def a_cell(place: str, text: str, style: int | None = None) -> str:
    """A cell of text."""
    look = "" if style is None else f' s="{style}"'
    return f'<c r="{place}" t="inlineStr"{look}><is><t>{text}</t></is></c>'


def a_row(number: int, cells: Sequence[str]) -> str:
    """A row of text cells, empty texts left out."""
    made = "".join(a_cell(f"{chr(65 + place)}{number}", text) for place, text in enumerate(cells) if text)
    return f'<row r="{number}">{made}</row>'


def a_workbook(
    sheet: str,
    *,
    merges: Sequence[str] = (),
    texts: str | None = None,
    styles: str | None = None,
    doctype: str = "",
    more: Sequence[tuple[str, bytes]] = (),
) -> bytes:
    """A workbook of one sheet, whose rows are given as XML."""
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r" Type="{_RELATIONS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets><sheet name="Data" sheetId="1" r:id="s1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">'
        f'<Relationship Id="s1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="s2" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="s3" Type="{_RELATIONS}/styles" Target="/xl/styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{doctype}<worksheet xmlns="{_MAIN}"><sheetData>{sheet}</sheetData>'
        f"<mergeCells>{merged}</mergeCells></worksheet>",
    }
    if texts is not None:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{texts}</sst>'
    if styles is not None:
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
        for name, body in more:
            package.writestr(name, body)
    return out.getvalue()
