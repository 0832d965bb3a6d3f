"""Records for a bundle: as they lie, the bodies of samples left out, captures of other audits beside; warcio reads them too."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from portalaudit.archive.copying import copied, others, others_name, survey
from portalaudit.archive.exchange import Original
from portalaudit.archive.index import MemoryIndex, rebuild_events, rebuild_index
from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.segments import all_segments, locate
from portalaudit.archive.writer import SegmentWriter
from portalaudit.errors import ArchiveError, CaptureMissing
from portalaudit.model.capture import WITHHELD, Capture, Event
from tests.archive.test_segments import AT, BODY, answered, asked, fill, segments

NONE: frozenset[str] = frozenset()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def filled(archive: Path, audit: str = "audit-1") -> list[Capture]:
    with SegmentWriter(archive, audit) as writer:
        made = fill(writer)
        writer.event(Event("x sample", ["a"]))
    return made


def unpacked(folder: Path, files: dict[str, bytes]) -> Path:
    """A folder of the shape of an archive."""
    for name, body in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    return folder


def the_copy(archive: Path, folder: Path, withheld: frozenset[str] = NONE) -> Path:
    records = list(survey(archive, "audit-1"))
    return unpacked(folder, {records[0].segment: b"".join(copied(archive, records, withheld))})


def test_nothing_is_compressed_anew(archive: Path, tmp_path: Path) -> None:
    """A segment of which nothing stays behind is the same bytes."""
    filled(archive)
    copy = the_copy(archive, tmp_path / "copy")

    assert [path.read_bytes() for path in segments(copy)] == [path.read_bytes() for path in segments(archive)]


def test_the_survey_tells_every_capture_and_where_it_lies(archive: Path) -> None:
    made = filled(archive)
    placed = list(survey(archive, "audit-1"))

    assert [one.capture.id for one in placed if one.capture is not None] == [one.id for one in made]
    assert [one.offset for one in placed][1:] == [one.offset + one.length for one in placed][:-1]
    assert all(one.capture is None or one.capture.headers == () for one in placed)


def test_a_body_that_stays_behind_leaves_its_digest_length_and_headers(archive: Path, tmp_path: Path) -> None:
    """The rest of the segment is as it was; who asks for the body is told why there is none, also by way of a revisit."""
    made = filled(archive)
    first = made[0]
    copy = the_copy(archive, tmp_path / "copy", frozenset({first.id}))
    found = {one.id: one for one in rebuild_index(copy)}
    reader = ArchiveReader(copy, MemoryIndex(found.values()))

    kept = found[first.id]
    assert (kept.error, kept.sha256, kept.length, kept.status, kept.headers, kept.fetched_at, kept.chain) == (
        WITHHELD, first.sha256, first.length, 200, first.headers, first.fetched_at, "c",
    )  # fmt: skip
    assert not any(BODY[:40] in path.read_bytes() for path in segments(copy))
    assert reader.decoded(kept) == b""
    for one in (kept, found[made[4].id], found[made[5].id]):
        with pytest.raises(CaptureMissing, match="stayed behind"):
            reader.read(one)
    before = ArchiveReader(archive, MemoryIndex(made))
    for one in (*made[1:4], *made[6:]):
        assert reader.read(found[one.id]) == before.read(one)
    assert [event.name for event in rebuild_events(copy)] == ["x sample"]


def test_others_read_what_is_left(archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """warcio's checker finds every digest right; the record is of metadata and holds the HTTP head alone."""
    first = filled(archive)[0]
    (path,) = segments(the_copy(archive, tmp_path / "copy", frozenset({first.id})))

    assert Checker(Namespace(inputs=[str(path)], verbose=False)).process_all() == 0
    with path.open("rb") as file:
        record = next(one for one in ArchiveIterator(file) if first.id in one.rec_headers.get_header("WARC-Record-ID"))
        body = record.content_stream().read()
    assert (record.rec_type, record.rec_headers.get_header("Portalaudit-Error")) == ("metadata", "withheld")
    assert body.startswith(b"HTTP/1.1 200 OK\r\n") and body.endswith(b"\r\n\r\n")


def test_the_same_twice(archive: Path, tmp_path: Path) -> None:
    withheld = frozenset({filled(archive)[1].id})
    one, two = (segments(the_copy(archive, tmp_path / name, withheld))[0].read_bytes() for name in ("a", "b"))

    assert one == two


@pytest.mark.parametrize("number", [4, 5, 7, 9, 10])
def test_only_a_response_has_a_body_that_can_stay_behind(archive: Path, tmp_path: Path, number: int) -> None:
    """Not a revisit, a failure, a text or what was handed over: these are never asked to."""
    one = filled(archive)[number]
    with pytest.raises(ArchiveError, match="no response"):
        the_copy(archive, tmp_path / "copy", frozenset({one.id}))


def test_captures_of_other_audits_come_in_a_segment_of_their_own(archive: Path, tmp_path: Path) -> None:
    """With their requests, in the order given; it is none of the audit's own, and read like any other."""
    earlier = filled(archive, "audit-0")
    with SegmentWriter(archive, "audit-1") as writer:
        original = Original(earlier[0].id, earlier[0].url, AT, earlier[0].sha256 or "", earlier[0].length)
        repeats = writer.exchange(asked(), answered(BODY), original)
    name = others_name("audit-1", AT)
    wanted = [earlier[0], earlier[9], earlier[10]]
    made = b"".join(others(archive, "audit-1", AT, wanted, NONE, "portalaudit/1"))
    assert made == b"".join(others(archive, "audit-1", AT, wanted, NONE, "portalaudit/1"))
    copy = unpacked(the_copy(archive, tmp_path / "copy"), {name: made})
    found = {one.id: one for one in rebuild_index(copy)}
    reader = ArchiveReader(copy, MemoryIndex(found.values()))

    assert set(found) == {repeats.id, *(one.id for one in wanted)}
    assert [one.id for one in rebuild_index(copy, "audit-1")] == [repeats.id]
    assert name not in dict(all_segments(copy, "audit-1")) and locate(copy, name) is not None
    assert reader.read(found[repeats.id]) == BODY
    assert reader.read(found[earlier[9].id]) == "text – Text".encode()
    assert Checker(Namespace(inputs=[str(path) for path in segments(copy)], verbose=False)).process_all() == 0
    with (copy / name).open("rb") as file:
        kinds = [(one.rec_type, one.rec_headers.get_header("WARC-Concurrent-To")) for one in ArchiveIterator(file)]
    assert kinds == [
        ("warcinfo", None), ("response", None), ("request", f"<urn:uuid:{earlier[0].id}>"), ("conversion", None),
        ("resource", None),
    ]  # fmt: skip


def test_a_damaged_segment_is_said_to_be(archive: Path) -> None:
    """Cut off, or with a byte flipped: an export hands no broken evidence over."""
    filled(archive)
    (path,) = segments(archive)
    whole = path.read_bytes()
    middle = bytearray(whole)
    middle[len(whole) // 2] ^= 0xFF
    for body in (whole[:-9], bytes(middle)):
        path.write_bytes(body)
        with pytest.raises(ArchiveError, match="damaged"):
            list(survey(archive, "audit-1"))


def test_a_segment_that_is_sealed_while_records_are_looked_over_is_found(archive: Path) -> None:
    """By another process, of an audit whose own one died."""
    first, second = SegmentWriter(archive, "audit-1"), SegmentWriter(archive, "audit-1")
    captures = [writer.exchange(asked(), answered()) for writer in (first, second)]
    found = survey(archive, "audit-1")
    placed = [next(found)]
    first.close()
    second.close()
    placed += found

    assert [one.capture.id for one in placed if one.capture is not None] == [capture.id for capture in captures]


def test_a_segment_that_is_gone_is_said_to_be(archive: Path) -> None:
    one = filled(archive)[0]
    records = list(survey(archive, "audit-1"))
    segments(archive)[0].unlink()

    with pytest.raises(ArchiveError, match="has no segment"):
        list(copied(archive, records, NONE))
    with pytest.raises(ArchiveError, match="has no segment"):
        list(others(archive, "audit-2", AT, [one], NONE, "x"))


def test_a_capture_that_is_not_where_it_should_be(archive: Path) -> None:
    one, two, *_ = filled(archive)
    moved = replace(one, offset=two.offset)

    with pytest.raises(ArchiveError, match="not where it should be"):
        list(others(archive, "audit-2", AT, [moved], NONE, "x"))
