"""The newest row of files that lie on a real nginx: Last-Modified, ETag, 304, compression, sizes, media types."""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portalaudit.archive.index import MemoryIndex
from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.writer import SegmentWriter
from portalaudit.connectors.rows.newest.ask import ask
from portalaudit.connectors.rows.newest.file import MOST_BYTES
from portalaudit.demo.ckan import ckan_portal
from portalaudit.demo.http import Response
from portalaudit.demo.tables import with_tables
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.fetch.settings import FetchSettings
from portalaudit.model.capture import Capture
from portalaudit.model.ports import Validator
from portalaudit.model.probes import Answer, Question
from portalaudit.model.tables import Way
from tests.connectors.rows.asking import Paged
from tests.connectors.rows.newest.asking import LATEST, micros, question_of
from tests.nginx import AVAILABLE, MISSING, Nginx, serving

needs_nginx = pytest.mark.skipif(not AVAILABLE, reason=MISSING)
STAMP = datetime(2026, 10, 31, 6, 30, tzinfo=UTC)
CSV = "Permit,Issue Date,Amount\n" + "".join(f"P{n},2026-{n % 9 + 1:02}-{n % 27 + 1:02},{n}.5\n" for n in range(400))

_LINES = "".join(f"<tr><td>P{n}</td><td>2026-10-{n + 1:02}</td></tr>" for n in range(9))
HTML = f"<html><body><table><tr><th>Permit</th><th>Issue Date</th></tr>{_LINES}</table></body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    return made


def put(folder: Path, name: str, content: str | bytes, stamp: datetime = STAMP) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.utime(path, (stamp.timestamp(), stamp.timestamp()))
    return path


@needs_nginx
def test_a_file_is_read_and_its_stamp_kept_apart_from_its_rows(folder: Path, tmp_path: Path) -> None:
    put(folder, "permits.csv", CSV)
    with serving(folder) as nginx:
        found = question_of(nginx.url, [("file", "/permits.csv")], tmp_path)
        assert [(one.method, one.status) for one in nginx.log()] == [("GET", 200)]
    answer, column = found.answer, found.column("Issue Date")
    assert (answer.failure, answer.way, answer.rows, answer.http_modified) == (None, "file", 400, STAMP)
    assert (column.kind, column.newest, column.oldest) == ("date", micros("2026-09-27"), micros("2026-01-01"))
    assert (column.at or "").startswith("cell=")
    assert (answer.entries, answer.cadence_days, answer.cadence_by) == (27, 9.0, "entries")
    assert answer.cadence_capture == answer.capture == found.captures[-1].id


@dataclass(frozen=True)
class _Known:
    """Validators of earlier nights."""

    known: Mapping[str, Validator]

    def get(self, url: str) -> Validator | None:
        return self.known.get(url)


@needs_nginx
@pytest.mark.parametrize("gzip", [False, True])
@pytest.mark.parametrize("etag", [False, True])
def test_a_file_that_did_not_change_costs_a_304(gzip: bool, etag: bool, folder: Path, tmp_path: Path) -> None:
    put(folder, "permits.csv", CSV)
    captures: list[Capture] = []

    async def night(url: str, known: Mapping[str, Validator]) -> Answer:
        settings = FetchSettings(rate=0.0, allow_private=True)
        reader = ArchiveReader(tmp_path / "archive", MemoryIndex(captures))
        async with Fetcher(settings, writer, validators=_Known(known), reader=reader, on_capture=captures.append) as fetch:
            return await ask(fetch, Question("s", (Way("file", url),)), LATEST)

    with serving(folder, gzip=gzip, etag=etag) as nginx, SegmentWriter(tmp_path / "archive", "a1") as writer:
        url = f"{nginx.url}/permits.csv"
        first = asyncio.run(night(url, {}))
        taken = captures[-1]
        assert (taken.header("content-encoding") == "gzip") == gzip
        known = {url: Validator(taken.header("etag"), taken.header("last-modified"), taken.id)}
        second = asyncio.run(night(url, known))
        assert [(one.status, one.bytes > 0) for one in nginx.log()] == [(200, True), (304, False)]
        put(folder, "permits.csv", CSV + "P400,2026-10-29,1.0\n", datetime(2026, 10, 31, 7, 0, tzinfo=UTC))
        third = asyncio.run(night(url, known))
    assert second.columns == first.columns
    assert second.fingerprint == first.fingerprint != third.fingerprint
    assert (first.http_modified, second.http_modified) == (STAMP, STAMP)
    assert second.capture == captures[3].id and captures[3].status == 304  # robots.txt stands before each
    assert max(one.newest or 0 for one in third.columns) == micros("2026-10-29")


@needs_nginx
def test_compression_changes_nothing_of_the_fingerprint(folder: Path, tmp_path: Path) -> None:
    put(folder, "permits.csv", CSV)
    marks = set()
    for gzip in (False, True):
        with serving(folder, gzip=gzip) as nginx:
            marks.add(question_of(nginx.url, [("file", "/permits.csv")], tmp_path / str(gzip)).answer.fingerprint)
    assert len(marks) == 1


@needs_nginx
def test_of_a_file_that_is_too_large_the_head_alone_is_taken(folder: Path, tmp_path: Path) -> None:
    put(folder, "large.csv", b"a,b\n" + b"1,2\n" * (MOST_BYTES // 3))
    with serving(folder) as nginx:
        found = question_of(nginx.url, [("file", "/large.csv")], tmp_path)
    assert (found.answer.failure, found.answer.http_modified) == ("too-large", STAMP)
    assert "announces" in (found.answer.detail or "")
    assert found.answer.fingerprint is None
    assert found.captures[-1].length == 0


def sent(nginx: Nginx) -> int:
    return sum(one.bytes for one in nginx.log())


@needs_nginx
def test_of_a_file_whose_size_nobody_tells_no_more_than_the_cap_is_taken(folder: Path, tmp_path: Path) -> None:
    rows = b"".join(b"%d,%d\n" % (n, n * n * 7919 % 1_000_003) for n in range(1_200_000))
    put(folder, "large.csv", rows)
    with serving(folder, gzip=True) as nginx:
        found = question_of(nginx.url, [("file", "/large.csv")], tmp_path)
        assert sent(nginx) < len(rows)
    assert (found.answer.failure, found.answer.http_modified) == ("too-large", STAMP)


@needs_nginx
@pytest.mark.parametrize(
    ("name", "content", "failure"),
    [
        ("report.pdf", b"%PDF-1.7\n...", "not-tabular"),
        ("picture.png", b"\x89PNG\r\n", "not-tabular"),
        ("archive.csv", b"PK\x03\x04rest of a zip file", "not-tabular"),
        ("bytes.csv", bytes(range(256)) * 20, "not-tabular"),
        ("page.csv", b"<!DOCTYPE html>" + HTML.encode(), "not-tabular"),
        ("login.csv", b"<form><input type='password' name=p></form>", "login"),
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"  \n\n", "empty"),
        ("dateless.csv", b"name,amount\na,1\nb,2\n", "no-date-column"),
        ("broken.xlsx", b"PK\x03\x04[Content_Types].xml broken", "unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_told(name: str, content: bytes, failure: str, folder: Path, tmp_path: Path) -> None:
    put(folder, name, content)
    with serving(folder) as nginx:
        found = question_of(nginx.url, [("file", f"/{name}")], tmp_path)
    assert found.answer.failure == failure, found.answer
    assert found.answer.http_modified == STAMP
    assert found.answer.capture == found.captures[-1].id
    assert len(found.captures) == 2


@needs_nginx
def test_an_hypertext_file_that_calls_itself_so_is_a_table(folder: Path, tmp_path: Path) -> None:
    put(folder, "table.html", HTML)
    with serving(folder) as nginx:
        found = question_of(nginx.url, [("file", "/table.html")], tmp_path)
    assert (found.answer.failure, found.column("Issue Date").newest) == (None, micros("2026-10-09"))


@needs_nginx
def test_a_file_that_is_gone_or_barred(folder: Path, tmp_path: Path) -> None:
    put(folder, "robots.txt", "User-agent: *\nDisallow: /private/\n")
    (folder / "private").mkdir()
    put(folder / "private", "a.csv", CSV)
    with serving(folder) as nginx:
        gone = question_of(nginx.url, [("file", "/gone.csv")], tmp_path / "gone")
        barred = question_of(nginx.url, [("file", "/private/a.csv")], tmp_path / "barred")
        assert [one.target for one in nginx.log()] == ["/gone.csv"]
    assert (gone.answer.failure, gone.answer.http_modified) == ("http-404", None)
    assert (barred.answer.failure, barred.answer.rows) == ("robots", None)


@pytest.mark.parametrize("path", ["/datastore/dump/0d6e0c29-0a5b-4b3b-9b0a-3f2f0b1c2d3e", "/api/views/abcd-2345/rows.csv"])
def test_a_job_that_makes_a_file_is_never_started(path: str, tmp_path: Path) -> None:
    found = question_of(Paged(lambda n, _: Response(200, (), (b"a,b\n1,2\n",))), [("file", path)], tmp_path)
    assert (found.answer.failure, found.answer.capture, found.log) == ("export", None, ())


@pytest.mark.parametrize(
    ("response", "failure"),
    [
        (Response(202, (), (b"wait",)), "http-202"),
        (Response(403), "http-403"),
        (Response(200, (("Last-Modified", "yesterday"), ("Content-Type", "text/csv")), (CSV.encode(),)), None),
        (
            Response(200, (("Last-Modified", "Sat, 31 Oct 9999 99:99:99 GMT"), ("Content-Type", "text/csv")), (CSV.encode(),)),
            None,
        ),
        (Response(200, (("Content-Type", "text/csv; charset=klingon"),), (CSV.encode("utf-16"),)), None),
    ],
)
def test_hostile_heads_are_told_and_never_raise(response: Response, failure: str | None, tmp_path: Path) -> None:
    found = question_of(Paged(lambda n, _: response), [("file", "/a.csv")], tmp_path)
    assert (found.answer.failure, found.answer.http_modified) == (failure, None)


KEY = "0d6e0c29-0a5b-4b3b-9b0a-3f2f0b1c2d3e"
STORE = ("datastore", f"/api/3/action/datastore_search?resource_id={KEY}")


def test_what_the_datastore_cannot_sort_is_read_from_the_file(tmp_path: Path) -> None:
    text = "Permit,Issue Date\nP1,10/30/2026\nP2,9/1/2026\nP3,12/24/2025\n"
    rows = [dict(zip(("Permit", "Issue Date"), line.split(","), strict=True)) for line in text.splitlines()[1:]]
    portal = with_tables(ckan_portal([]), {KEY: rows}, {"/files/permits.csv": text.encode()})
    found = question_of(portal, [STORE, ("file", "/files/permits.csv")], tmp_path)
    assert (found.answer.failure, found.answer.way) == (None, "file")
    assert found.column("Issue Date").newest == micros("2026-10-30")


def test_what_the_datastore_told_stays_where_the_file_tells_nothing(tmp_path: Path) -> None:
    portal = with_tables(
        ckan_portal([]), {KEY: [{"name": "a", "agency": "b"}]}, {"/files/large.csv": b"a,b\n" * (MOST_BYTES // 3)}
    )
    found = question_of(portal, [STORE, ("file", "/files/large.csv")], tmp_path)
    assert (found.answer.failure, found.answer.way, found.answer.rows) == ("no-date-column", "datastore", 1)
    assert [one.name for one in found.answer.columns] == ["name", "agency"]
    assert found.answer.http_modified == datetime(2026, 11, 1, tzinfo=UTC)
