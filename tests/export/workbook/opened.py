"""A workbook as its readers see it: cells by python-calamine, the package's parts as XML."""

import io
import zipfile
from xml.etree import ElementTree as ET

from python_calamine import CalamineWorkbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
Cells = list[list[object]]


def sheets(body: bytes) -> dict[str, Cells]:
    """All cells, by sheet and in the order of the sheets."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    return {name: [list(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names}


def rows(body: bytes, sheet: str) -> list[dict[str, object]]:
    """The rows of one sheet by its headings; an empty cell is an empty text."""
    head, *below = sheets(body)[sheet]
    return [dict(zip(map(str, head), row, strict=True)) for row in below]


def parts(body: bytes) -> dict[str, bytes]:
    """The files of the package."""
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        names = package.namelist()
        assert len(names) == len(set(names))
        assert package.testzip() is None
        return {name: package.read(name) for name in names}


def part(body: bytes, sheet: str) -> tuple[ET.Element, dict[str, str]]:
    """The XML of one sheet, and the targets of its links by their ids."""
    found = parts(body)
    book = ET.fromstring(found["xl/workbook.xml"])
    names = [one.get("name") for one in book.iter(f"{MAIN}sheet")]
    number = names.index(sheet) + 1
    relations = found.get(f"xl/worksheets/_rels/sheet{number}.xml.rels")
    targets = {} if relations is None else {str(one.get("Id")): str(one.get("Target")) for one in ET.fromstring(relations)}
    return ET.fromstring(found[f"xl/worksheets/sheet{number}.xml"]), targets


def links(body: bytes, sheet: str) -> dict[str, str]:
    """What the links of a sheet point at, by cell."""
    found, targets = part(body, sheet)
    told = {}
    for one in found.iter(f"{MAIN}hyperlink"):
        anchor = one.get("location")
        told[str(one.get("ref"))] = targets.get(one.get(f"{LINKED}id") or "", "") + (f"#{anchor}" if anchor else "")
    return told


def sound(body: bytes) -> None:
    """What a program that "repairs" looks at: every part is XML that holds, every relation leads somewhere, nothing is beyond the
    limits of Excel."""
    found = parts(body)
    for name, text in found.items():
        ET.fromstring(text)
        if name.endswith(".rels"):
            folder = name.replace("_rels/", "").rpartition("/")[0]
            for one in ET.fromstring(text):
                if one.get("TargetMode") != "External":
                    target = str(one.get("Target"))
                    path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
                    assert _resolved(path) in found, path
                else:
                    assert str(one.get("Target")).isascii() and " " not in str(one.get("Target"))
        if name.startswith("xl/worksheets/sheet"):
            _sheet(ET.fromstring(text))


def _resolved(path: str) -> str:
    steps: list[str] = []
    for step in path.split("/"):
        steps = steps[:-1] if step == ".." else [*steps, step]
    return "/".join(steps)


def _sheet(found: ET.Element) -> None:
    numbers = [int(str(row.get("r"))) for row in found.iter(f"{MAIN}row")]
    assert numbers == sorted(set(numbers)) and (not numbers or numbers[-1] <= 1_048_576)
    assert sum(1 for _ in found.iter(f"{MAIN}hyperlink")) <= 65_530
    for text in found.iter(f"{MAIN}t"):
        assert len((text.text or "").encode("utf-16-le")) // 2 <= 32_767
    assert not list(found.iter(f"{MAIN}f"))
