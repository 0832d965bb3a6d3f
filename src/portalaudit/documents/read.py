"""Bytes of unknown kind, read as a table. Runs in the bounded process; call `bounded.read_table` from elsewhere."""

from collections.abc import Sequence

from portalaudit.documents.delimited import read_delimited
from portalaudit.documents.failure import Failure
from portalaudit.documents.jsonrows import read_json
from portalaudit.documents.legacy import read_legacy
from portalaudit.documents.markup import read_markup
from portalaudit.documents.table import Table
from portalaudit.documents.workbook import read_workbook

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED = (
    (b"%PDF", "pdf", "a PDF file"),
    (b"{\\rtf", "unsupported-format", "an RTF file"),
    (b"\x1f\x8b", "unsupported-format", "a gzip file"),
    (b"Rar!", "unsupported-format", "a RAR file"),
    (b"7z\xbc\xaf", "unsupported-format", "a 7z file"),
    (b"SQLite format 3", "unsupported-format", "an SQLite file"),
    (b"PAR1", "unsupported-format", "a Parquet file"),
)


def read(bodies: Sequence[bytes], declared: str | None = None) -> Table | Failure:
    """A file, or the pages of an answer, as a table. What the bytes are decides, never a name or a media type.

    Args:
        bodies: one body; several only where they are pages of one JSON answer.
        declared: the charset that the server declares, if any.
    """
    body = bodies[0] if bodies else b""
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf"):
        return Failure("empty", "no bytes")
    for mark, reason, detail in _REFUSED:
        if body.startswith(mark):
            return Failure(reason, detail)
    if body.startswith(_OLE):
        return read_legacy(body, "xls")
    if body.startswith(b"PK\x03\x04"):
        return _packed(body)
    start = _start(body)
    if start.startswith("<"):
        return read_markup(body, declared)
    if start.startswith(("[", "{")):
        found = read_json(bodies)
        # A CSV file may begin with a bracket; what is not JSON gets its second chance as text.
        if not (isinstance(found, Failure) and found.reason == "not-json" and len(bodies) == 1):
            return found
        second = read_delimited(body, declared)
        return second if isinstance(second, Table) and len(second.header) > 1 else found
    return read_delimited(body, declared)


def _start(body: bytes) -> str:
    """The first characters, in lower case."""
    head = body[:4_096]
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return head.decode("utf-16" if wide else "utf-8-sig", "ignore").lstrip().lower()


def _packed(body: bytes) -> Table | Failure:
    names = body[:200]
    if b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in names:
        return read_legacy(body, "ods")
    if b"xl/workbook.bin" in body[-65_536:]:
        return read_legacy(body, "xlsb")
    if b"[Content_Types].xml" in body[-65_536:] or b"[Content_Types].xml" in body[:65_536]:
        return read_workbook(body)
    return Failure("unsupported-format", "a ZIP file")
