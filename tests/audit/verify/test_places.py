"""Every kind of pointer, looked up in archived bytes: what holds, and what does not."""

import gzip
from pathlib import Path

import pytest

from portalaudit.archive.exchange import Answered, Asked, Original
from portalaudit.archive.index import MemoryIndex
from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.writer import SegmentWriter
from portalaudit.audit.verify.places import Place
from portalaudit.errors import ArchiveError
from portalaudit.model.capture import Capture, Evidence
from tests.archive.test_segments import AT, asked
from tests.documents.workbooks import a_row, a_workbook

JSON = b'{"results": [{"title": "Trees", "license": null, "tags": []}, {"title": "Caf\xc3\xa9"}]}'
ROWS = b"Name,Department\nTrees,Parks\nFires,Fire\n"
HTML = b"<html><body><table><tr><th>Name</th><th>Department</th></tr><tr><td>Trees</td><td>Parks</td></tr></table></body></html>"
BOOK = a_workbook("".join(a_row(number, row) for number, row in enumerate((("Name", "Department"), ("Trees", "Parks")), 1)))
TEXT = "The policy.  It says:\nopen by default."
FEED = b'{"conformsTo": "x", "dataset": [{"title": "Trees", "keyword": ["a"]}, {"title": "Fires"}, {"title": "Bro'
BODIES: dict[str, tuple[bytes, str]] = {
    "json": (JSON, "application/json"), "rows": (ROWS, "text/csv"), "html": (HTML, "text/html"),
    "book": (BOOK, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), "cut": (FEED, "application/json"),
    "latin": (b'{"title": "Caf\xe9"}', "application/json; charset=iso-8859-1"),
    "bom": (b"\xef\xbb\xbf" + JSON, "application/json"),
    "page": (b"<html><p>Sign in</p></html>", "text/html"),
}  # fmt: skip


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Place]:
    """Captures of each kind of body, and of what is no answer."""
    archive = tmp_path_factory.mktemp("archive")
    made: dict[str, Capture] = {}
    with SegmentWriter(archive, "audit") as writer:
        for name, (body, media) in BODIES.items():
            headers = (("Content-Type", media), ("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT"))
            made[name] = writer.exchange(asked(), Answered(200, "OK", "HTTP/1.1", headers, body))
        packed = (("Content-Type", "application/json"), ("Content-Encoding", "gzip"))
        made["gzip"] = writer.exchange(asked(), Answered(200, "OK", "HTTP/1.1", packed, gzip.compress(JSON)))
        of = made["json"]
        original = Original(of.id, of.url, AT, str(of.sha256), of.length, of.media_type)
        made["again"] = writer.exchange(asked(), Answered(304, "Not Modified", "HTTP/1.1", (("ETag", "1"),)), original)
        made["text"] = writer.conversion(made["page"], TEXT.encode(), "text/plain; charset=utf-8", "x 1")
        made["handed"] = writer.submitted("ni:///x", ROWS, "text/csv", None)
        made["failed"] = writer.failure(Asked(made["json"].id[::-1], "GET", "https://x/", AT), "tls", "certificate has expired")
    reader = ArchiveReader(archive, MemoryIndex(made.values()))
    return {name: Place(capture, reader) for name, capture in made.items()}


def evidence(pointer: str | None, excerpt: str | None = None, absent: str | None = None) -> Evidence:
    return Evidence("c", pointer, excerpt, absent)


GOOD: list[tuple[str, Evidence]] = [
    *((name, evidence("/results/0/title", "Trees")) for name in ("json", "gzip", "again", "bom")),
    ("json", evidence("/results/0", "Trees")), ("json", evidence("/results/0/license", "null")),
    ("json", evidence("/results/0/tags", "[]")), ("json", evidence("/results/1", absent="license")),
    ("json", evidence("", absent="error")), ("json", evidence("/results/1/title", "Café")), ("json", evidence("/results/1")),
    ("json", evidence("")), ("json", evidence(None)), ("page", evidence("", "Sign in")), ("latin", evidence("/title", "Café")),
    ("cut", evidence("/dataset/1/title", "Fires")), ("cut", evidence("/dataset/1", absent="keyword")),
    ("rows", evidence("cell=1,2", "Department")), ("rows", evidence("cell=3,1", "Fires")),
    ("rows", evidence("row=1", "Name, Department")),
    ("rows", evidence("cell=3,1")), ("handed", evidence("cell=2,2", "Parks")), ("html", evidence("cell=2,2", "Parks")),
    ("book", evidence("Data!B2", "Parks")), ("book", evidence("Data!1:1", "Name, Department")), ("book", evidence("Data")),
    ("rows", evidence("header=Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")), ("rows", evidence("header=last-modified")),
    ("text", evidence("char=4,10", "policy")), ("text", evidence("char=4,21", "policy. It says:")), ("text", evidence("")),
    ("failed", evidence(None, "tls")), ("failed", evidence("", "certificate has expired")), ("failed", evidence("")),
]  # fmt: skip
BAD: list[tuple[str, Evidence, str]] = [
    ("json", evidence("/results/0/title", "Bushes"), "other words stand there: 'Trees'"),
    ("json", evidence("/results/2"), "nothing stands there"),
    ("json", evidence("/results/0", absent="license"), "'license' is there"),
    ("json", evidence("cell=1,1", "Trees"), "nothing stands there"), ("json", evidence("Sheet!A1"), "nothing stands there"),
    ("page", evidence("/title", "x"), "nothing stands there"), ("page", evidence("", "Log in"), "other words"),
    ("cut", evidence("/dataset/2"), "nothing stands there"), ("rows", evidence("cell=4,1"), "nothing stands there"),
    ("rows", evidence("cell=2,3"), "nothing stands there"), ("rows", evidence("cell=2,0"), "nothing stands there"),
    ("rows", evidence("cell=2,1", "Fires"), "other words"), ("rows", evidence("row=9"), "nothing stands there"),
    ("book", evidence("Data!C2"), "nothing stands there"), ("book", evidence("Other!A1", "Name"), "nothing stands there"),
    ("book", evidence("Data!2:3"), "nothing stands there"), ("rows", evidence("header=ETag"), "nothing stands there"),
    ("rows", evidence("header=Last-Modified", "Tue"), "other words"), ("text", evidence("char=0,99"), "nothing stands there"),
    ("text", evidence("char=10,4", "x"), "nothing stands there"), ("text", evidence("char=0,3", "policy"), "other words"),
    ("failed", evidence("", "timeout"), "other words"), ("failed", evidence("/a", "x"), "nothing stands there"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given"), GOOD, ids=str)
def test_it_holds(places: dict[str, Place], name: str, given: Evidence) -> None:
    assert places[name].objection(given) is None


@pytest.mark.parametrize(("name", "given", "why"), BAD, ids=str)
def test_it_does_not_hold(places: dict[str, Place], name: str, given: Evidence, why: str) -> None:
    assert why in str(places[name].objection(given))


def test_bytes_that_are_gone_are_told(tmp_path: Path) -> None:
    with SegmentWriter(tmp_path, "audit") as writer:
        one = writer.exchange(asked(), Answered(200, "OK", "HTTP/1.1", (("Content-Type", "application/json"),), JSON))
    for path in tmp_path.rglob("*.warc.gz"):
        path.unlink()
    place = Place(one, ArchiveReader(tmp_path, MemoryIndex([one])))

    for pointer in ("", "/results/0", "cell=1,1"):
        with pytest.raises(ArchiveError, match="has no segment"):
            place.objection(evidence(pointer))
