"""XLSX, read as a stream: memory does not grow with a sheet's empty rows or its far corners."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from posixpath import join, normpath

from portalaudit.documents.caps import MAX_BYTES
from portalaudit.documents.failure import Failure
from portalaudit.documents.merges import over_header
from portalaudit.documents.package import chunks
from portalaudit.documents.rows import Row, gather, with_notes
from portalaudit.documents.sheet import SheetReader, Styles, parse, shared_strings, styles
from portalaudit.documents.strict import within
from portalaudit.documents.table import Table
from portalaudit.model.tables import Dialect

_DOCUMENT = "/officeDocument"


def read_workbook(body: bytes) -> Table | Failure:
    """The sheet of an XLSX file that holds most: the first visible one with two rows or more, else the first with any."""
    if len(body) > MAX_BYTES:
        return Failure("too-large", f"{len(body):,} bytes; at most {MAX_BYTES:,} are read")
    return within(body, "workbook", _read)


def _read(package: zipfile.ZipFile) -> Table | Failure:
    main = _main_part(package)
    folder = main.rpartition("/")[0]
    targets = _relations(package, main)
    sheets = _sheets(package, main)
    if not sheets:
        return Failure("empty", "the workbook has no sheet")
    by_kind = {kind.rpartition("/")[2]: _place(folder, target) for kind, target in targets.values()}
    texts = shared_strings(package, by_kind.get("sharedStrings"))
    look = styles(package, by_kind.get("styles"), dates_from_1904=_from_1904(package, main))
    first: Table | Failure = Failure("empty", "no sheet holds anything")
    for name, relation in sheets:
        kind, target = targets.get(relation, ("", ""))
        if not kind.endswith("/worksheet"):
            continue
        found = _sheet(package, _place(folder, target), name, texts, look)
        if isinstance(found, Table) and found.rows >= 1 and len(found.header) > 1:
            return found
        first = found if isinstance(first, Failure) else first
    return first


def _sheet(package: zipfile.ZipFile, member: str, name: str, texts: list[str], look: Styles) -> Table | Failure:
    reader = SheetReader(texts, look)
    table = gather(_rows(package, member, reader), Dialect("xlsx", sheet=name))
    if isinstance(table, Failure):
        return table
    # Merged ranges stand behind the rows: a sheet that was cut short tells of none.
    return with_notes(over_header(table, reader.top, reader.merges), reader.notes)


def _rows(package: zipfile.ZipFile, member: str, reader: SheetReader) -> Iterator[tuple[int, Row]]:
    parser = reader.parser()
    for piece in chunks(package, member):
        parser.Parse(piece, False)
        yield from reader.take()
        if reader.over:
            return
    parser.Parse(b"", True)
    yield from reader.take()


def _main_part(package: zipfile.ZipFile) -> str:
    for kind, target in _relations(package, "").values():
        if kind.endswith(_DOCUMENT):
            return _place("", target)
    return "xl/workbook.xml"


def _place(folder: str, target: str) -> str:
    return normpath(target.lstrip("/") if target.startswith("/") else join(folder, target))


def _relations(package: zipfile.ZipFile, part: str) -> Mapping[str, tuple[str, str]]:
    """Relations of a part by id: their type and target."""
    folder, _, name = part.rpartition("/")
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, given: dict[str, str]) -> None:
        if tag.endswith("Relationship") and given.get("TargetMode") != "External":
            found[given.get("Id", "")] = (given.get("Type", ""), given.get("Target", ""))

    member = join(folder, "_rels", f"{name}.rels")
    if member in package.namelist():
        parse(package, member, start)
    return found


def _sheets(package: zipfile.ZipFile, main: str) -> list[tuple[str, str]]:
    """Name and relation of each sheet, the visible ones first."""
    found: list[tuple[bool, str, str]] = []

    def start(tag: str, given: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            relation = next((value for key, value in given.items() if key.endswith(":id")), "")
            found.append((given.get("state", "visible") != "visible", given.get("name", ""), relation))

    parse(package, main, start)
    return [(name, relation) for _, name, relation in sorted(found, key=lambda sheet: sheet[0])]


def _from_1904(package: zipfile.ZipFile, main: str) -> bool:
    start = b"".join(piece for _, piece in zip(range(1), chunks(package, main), strict=False))
    return re.search(rb'date1904="(?:1|true)"', start) is not None
