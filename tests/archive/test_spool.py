"""Segments while they are written: spooled, sealed, adopted, never lost."""

import gzip
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from portalaudit.archive.index import rebuild_index
from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.segments import adopt_orphans
from portalaudit.archive.writer import SegmentWriter
from portalaudit.errors import ArchiveError
from portalaudit.model.capture import Capture
from tests.archive.test_segments import BODY, answered, asked, check, segments


def test_spooled_until_sealed_and_found_in_both_places(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, "audit-1")
    capture = writer.exchange(asked(), answered())
    reader = ArchiveReader(tmp_path)
    assert segments(tmp_path) == [] and list((tmp_path / "spool").iterdir())
    assert reader.read(capture) == BODY and list(rebuild_index(tmp_path)) == [capture]
    writer.close()
    assert [path.relative_to(tmp_path).as_posix() for path in segments(tmp_path)] == [capture.segment]
    assert list((tmp_path / "spool").iterdir()) == []
    assert reader.read(capture) == BODY and list(rebuild_index(tmp_path)) == [capture]
    with pytest.raises(ArchiveError):
        writer.exchange(asked(), answered())


def test_a_segment_that_is_sealed_while_the_spool_is_read_is_found(tmp_path: Path) -> None:
    """Runners that begin after a crash seal what the dead ones left, all at the same moment."""
    first, second = SegmentWriter(tmp_path, "audit-1"), SegmentWriter(tmp_path, "audit-2")
    captures = [writer.exchange(asked(), answered()) for writer in (first, second)]
    found = rebuild_index(tmp_path)
    assert next(found) == captures[0]
    first.close()
    second.close()
    assert list(found) == captures[1:]


def test_segments_are_sealed_by_size_and_by_age(tmp_path: Path) -> None:
    with SegmentWriter(tmp_path / "size", "a", seal_bytes=100_000) as writer:
        sized = [writer.exchange(asked(), answered(os.urandom(30_000))) for _ in range(10)]
        assert len(segments(tmp_path / "size")) == 2
    with SegmentWriter(tmp_path / "age", "a", seal_seconds=0) as writer:
        aged = [writer.exchange(asked(), answered()) for _ in range(3)]
    assert len(segments(tmp_path / "size")) == 3 and len(segments(tmp_path / "age")) == 3
    assert list(rebuild_index(tmp_path / "size")) == sized and list(rebuild_index(tmp_path / "age")) == aged
    assert all(check(path) == 0 for path in segments(tmp_path))


def test_many_threads_write_one_archive(tmp_path: Path) -> None:
    written: list[Capture] = []
    with SegmentWriter(tmp_path, "audit-1", seal_bytes=200_000) as writer:

        def work(name: int) -> None:
            written.extend(
                writer.exchange(asked(f"http://x.org/{name}/{place}"), answered(os.urandom(5_000))) for place in range(20)
            )

        threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    back = {capture.id: capture for capture in rebuild_index(tmp_path)}
    assert back == {capture.id: capture for capture in written} and len(back) == 80
    reader = ArchiveReader(tmp_path)
    assert all(len(reader.read(capture)) == 5_000 for capture in written)
    assert all(check(path) == 0 for path in segments(tmp_path))


KILLED = """
import os, sys, uuid
from datetime import datetime, UTC
from pathlib import Path
from portalaudit.archive.exchange import Answered, Asked
from portalaudit.archive.writer import SegmentWriter
writer = SegmentWriter(Path(sys.argv[1]), "killed")
while True:
    asked = Asked(str(uuid.uuid4()), "GET", "http://x.org/", datetime.now(UTC))
    capture = writer.exchange(asked, Answered(200, "OK", "HTTP/1.1", (), os.urandom(50_000)))
    os.write(1, (capture.id + "\\n").encode())
"""


def test_a_killed_process_loses_no_record_that_it_told_of(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    told = [process.stdout.readline().decode().strip() for _ in range(50)]
    process.send_signal(signal.SIGKILL)
    told += [line.decode().strip() for line in process.stdout if line.endswith(b"\n")]
    process.wait()
    found = [capture.id for capture in rebuild_index(tmp_path)]
    assert found[: len(told)] == told
    (spooled,) = (tmp_path / "spool").iterdir()
    with spooled.open("ab") as file:  # as if it had died half-way through a record
        file.write(gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n" + os.urandom(5000))[:-300])
    assert [capture.id for capture in rebuild_index(tmp_path)] == found
    with SegmentWriter(tmp_path, "next"):
        pass
    assert list((tmp_path / "spool").iterdir()) == []
    assert [capture.id for capture in rebuild_index(tmp_path)] == found
    (sealed,) = segments(tmp_path)
    assert check(sealed) == 0
    reader = ArchiveReader(tmp_path)
    assert all(len(reader.read(capture)) == 50_000 for capture in rebuild_index(tmp_path))


def test_a_living_process_keeps_its_segment(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, "audit-1")
    writer.exchange(asked(), answered())
    assert adopt_orphans(tmp_path) == ()
    command = "import sys, pathlib, portalaudit.archive.segments as s; print(s.adopt_orphans(pathlib.Path(sys.argv[1])))"
    assert (
        subprocess.run([sys.executable, "-c", command, str(tmp_path)], capture_output=True, text=True, check=True).stdout
        == "()\n"
    )
    writer.exchange(asked(), answered())
    writer.close()
    assert len(list(rebuild_index(tmp_path))) == 2
