"""Segments: read by others, sealed, adopted, never lost."""

import gzip
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecord
from warcio.archiveiterator import ArchiveIterator as WarcioIterator
from warcio.checker import Checker

from portalaudit.archive.exchange import Answered, Asked, Original
from portalaudit.archive.index import MemoryIndex, rebuild_events, rebuild_index, scan
from portalaudit.archive.members import walk
from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.segments import SEALED, locate
from portalaudit.archive.writer import SegmentWriter
from portalaudit.errors import ArchiveError, CaptureMissing
from portalaudit.model.capture import Capture, Event

zipped = partial(gzip.compress, mtime=0)
"""The same bytes whenever it is called."""

AT = datetime(2026, 11, 22, 2, 0, 0, 123456, UTC)
BODY = b'{"result": "caf\xc3\xa9"}' * 1000


def asked(url: str = "http://data.example.org/x", **more: object) -> Asked:
    return Asked(str(uuid4()), "GET", url, AT, (("Host", "data.example.org"), ("Accept", "*/*")), **more)  # type: ignore[arg-type]


def answered(body: bytes = BODY, *headers: tuple[str, str], **more: object) -> Answered:
    return Answered(200, "OK", "HTTP/1.1", (("Content-Type", "application/json"), *headers), body, **more)  # type: ignore[arg-type]


def fill(writer: SegmentWriter) -> list[Capture]:
    """One of every kind of record."""
    first = writer.exchange(
        asked(chain="c", step=0), answered(BODY, ("Transfer-Encoding", "chunked"), address="203.0.113.7", tls="ab" * 32)
    )
    original = Original(first.id, first.url, AT, first.sha256 or "", first.length, first.media_type)
    return [
        first,
        writer.exchange(asked(), answered(zipped(BODY), ("Content-Encoding", "gzip"))),
        writer.exchange(asked(), answered(BODY[:50], error="truncated", detail="broke off", cut="disconnect")),
        writer.exchange(asked(), answered(b"")),
        writer.exchange(asked(), answered(BODY), original),
        writer.exchange(asked(), Answered(304, "Not Modified", "HTTP/1.1", (("ETag", '"1"'),)), original),
        writer.exchange(asked(), Answered(599, "", "HTTP/1.0", (), b"odd")),
        writer.failure(asked(chain="c", step=1), "timeout", "no\r\nanswer: \u2028came", sent=True),
        writer.failure(asked("http://user:pass@host/"), "address-refused", "no"),
        writer.conversion(first, "text – Text".encode(), "text/plain; charset=utf-8", "extractor 1.0"),
        writer.submitted("urn:submitted:policy.pdf", b"%PDF-1.7", "application/pdf", "sent by the clerk"),
    ]


def segments(archive: Path) -> list[Path]:
    return sorted((archive / "segments").rglob("*.warc.gz"))


def check(path: Path) -> int:
    """warcio's own checker: 0 where every digest that it can check is right."""
    return Checker(Namespace(inputs=[str(path)], verbose=False)).process_all()


def test_warcio_verifies_every_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with SegmentWriter(tmp_path, "audit-1") as writer:
        captures = fill(writer)
        writer.event(Event("sample", ["a"]))
    (path,) = segments(tmp_path)
    assert Checker(Namespace(inputs=[str(path)], verbose=True)).process_all() == 0
    report = capsys.readouterr().out
    assert "failed" not in report and "no digest" not in report and report.count("digest pass") >= len(captures)
    forged = tmp_path / "forged.warc.gz"
    with path.open("rb") as file:
        forged.write_bytes(b"".join(zipped(_member(path, file, m).replace(b"result", b"RESULT")) for m in walk(path)))
    assert check(forged) == 1, "the checker does look"


def _member(path: Path, file: object, member: object) -> bytes:
    with gzip.open(path) as whole:
        data = whole.read()
    starts = [m.decoded for m in walk(path) if m.offset < member.offset]  # type: ignore[attr-defined]
    return data[sum(starts) : sum(starts) + member.decoded]  # type: ignore[attr-defined]


def test_warcio_and_fastwarc_read_the_same_records(tmp_path: Path) -> None:
    with SegmentWriter(tmp_path, "audit-1") as writer:
        captures = fill(writer)
    (path,) = segments(tmp_path)
    with path.open("rb") as file:
        theirs = [(r.rec_headers.get_header("WARC-Record-ID"), r.rec_type, r.raw_stream.read()) for r in WarcioIterator(file)]
    fast: list[tuple[str, str, bytes]] = []
    records: Iterator[WarcRecord] = ArchiveIterator(path.open("rb"))
    for record in records:
        assert record.verify_block_digest() if not record.is_http else record.verify_payload_digest() is not None
        fast.append((record.headers.to_dict()["WARC-Record-ID"], str(record.record_type), record.reader.read()))
    assert fast == theirs
    kinds = [kind for _, kind, _ in fast]
    assert kinds[0] == "warcinfo" and set(kinds) == {
        "warcinfo",
        "response",
        "request",
        "revisit",
        "metadata",
        "conversion",
        "resource",
    }
    ids = [f"<urn:uuid:{capture.id}>" for capture in captures]
    assert [name for name, kind, _ in fast if kind not in ("warcinfo", "request")] == ids


def test_everything_about_a_capture_comes_back_from_the_segments(tmp_path: Path) -> None:
    with SegmentWriter(tmp_path, "audit-1") as writer:
        captures = fill(writer)
        writer.event(Event("stop", {"at": 3}, {"why": "budget"}))
    with SegmentWriter(tmp_path, "audit-12") as writer:
        others = fill(writer)
    assert list(rebuild_index(tmp_path, "audit-1")) == captures
    assert list(rebuild_index(tmp_path, "audit-12")) == others
    assert sorted(c.id for c in rebuild_index(tmp_path)) == sorted(c.id for c in captures + others)
    assert list(rebuild_events(tmp_path)) == [Event("stop", {"at": 3}, {"why": "budget"})]
    assert [found.item.id for found in scan(tmp_path, "audit-1") if found.conversion] == [captures[9].id]  # type: ignore[union-attr]
    reader = ArchiveReader(tmp_path, MemoryIndex(captures))
    payloads = [BODY, zipped(BODY), BODY[:50], b"", BODY, BODY, b"odd", b"", b"", "text – Text".encode(), b"%PDF-1.7"]
    assert [reader.read(capture) for capture in captures] == payloads
    assert reader.decoded(captures[1]) == BODY
    assert captures[0].header("transfer-encoding") == "chunked"
    assert (captures[4].revisit_of, captures[5].revisit_of, captures[9].revisit_of) == (captures[0].id,) * 3
    assert captures[10].kind == "submitted" and "pass" not in captures[8].url


def test_a_revisit_needs_its_original(tmp_path: Path) -> None:
    with SegmentWriter(tmp_path, "audit-1") as writer:
        captures = fill(writer)
    with pytest.raises(CaptureMissing):
        ArchiveReader(tmp_path).read(captures[4])
    with pytest.raises(CaptureMissing):
        ArchiveReader(tmp_path, MemoryIndex()).read(captures[5])


ESCAPES = [
    "../x.warc.gz", "/etc/passwd", "segments/../../x.warc.gz", "segments/2026/11/../../../x.warc.gz", "spool/x.warc.gz",
    "segments/2026/11/.hidden.warc.gz", "segments/2026/11/a\0.warc.gz", "segments/2026/11/x.warc", "",
    "segments/2026/11/x/y.warc.gz",
]  # fmt: skip


@pytest.mark.parametrize("name", ESCAPES)
def test_no_name_leads_out_of_the_archive(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.warc.gz").write_bytes(b"x")
    archive = tmp_path / "archive"
    archive.mkdir()
    assert locate(archive, name) is None
    capture = Capture("x", "GET", "http://x.org/", AT, 200, length=1, sha256="0" * 64, segment=name, offset=0)
    with pytest.raises(CaptureMissing):
        ArchiveReader(archive).read(capture)


def test_no_link_leads_out_of_the_archive(tmp_path: Path) -> None:
    outside = tmp_path / "secret.warc.gz"
    outside.write_bytes(b"x")
    folder = tmp_path / "archive" / "segments" / "2026" / "11"
    folder.mkdir(parents=True)
    (folder / "x.warc.gz").symlink_to(outside)
    assert SEALED.fullmatch("segments/2026/11/x.warc.gz")
    assert locate(tmp_path / "archive", "segments/2026/11/x.warc.gz") is None


@pytest.mark.parametrize("audit", ["../../etc", "a/b", "", "ü" * 300, "x\0y", "a" * 500], ids=range(6))
def test_an_audit_s_name_makes_a_harmless_file(tmp_path: Path, audit: str) -> None:
    archive = tmp_path / "archive"
    with SegmentWriter(archive, audit or "-") as writer:
        capture = writer.exchange(asked(), answered())
    assert [path.parent.parent.parent for path in segments(archive)] == [archive / "segments"]
    assert list(rebuild_index(archive)) == [capture]
    assert {path.name for path in tmp_path.iterdir()} == {"archive"}


def test_a_wrong_place_is_a_missing_capture(tmp_path: Path) -> None:
    from dataclasses import replace

    with SegmentWriter(tmp_path, "audit-1") as writer:
        first, second = (writer.exchange(asked(), answered()) for _ in range(2))
    reader = ArchiveReader(tmp_path)
    for changed in (replace(first, offset=second.offset), replace(first, offset=None), replace(first, segment=None),
                    replace(first, id=second.id)):  # fmt: skip
        with pytest.raises(CaptureMissing):
            reader.read(changed)
    for offset in (1, 10**9, 10**30):
        with pytest.raises(ArchiveError):
            reader.read(replace(first, offset=offset))
    with pytest.raises(ArchiveError):
        reader.read(replace(first, sha256="0" * 64))


DAMAGE = [b"", b"garbage", zipped(b"no warc"), zipped(b"WARC/1.1\r\n\r\n"), b"\x1f\x8b" + b"\0" * 100]


@pytest.mark.parametrize("damage", DAMAGE, ids=["nothing", "garbage", "no record", "no fields", "half a member"])
def test_damaged_segments_are_read_as_far_as_they_go(tmp_path: Path, damage: bytes) -> None:
    with SegmentWriter(tmp_path, "audit-1") as writer:
        captures = fill(writer)
    (path,) = segments(tmp_path)
    with path.open("ab") as file:
        file.write(damage)
    (path.parent / "other-20261122020000-0.warc.gz").write_bytes(damage)
    assert list(rebuild_index(tmp_path)) == captures


def test_a_full_disk_is_an_archive_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArchiveError), SegmentWriter(tmp_path / "file", "audit-1") as writer:
        writer.exchange(asked(), answered())
