"""How large the archive is and whether it takes more."""

import threading
from pathlib import Path

import pytest

from portalaudit.archive.usage import disk, probe, usage
from portalaudit.errors import ArchiveError


def test_parts(tmp_path: Path) -> None:
    """Files at any depth, by part; a link is no file of the archive, wherever it leads."""
    for name, size in (("segments/2026/11/a.warc.gz", 10), ("segments/b", 5), ("snapshots/ab/x.parquet", 7), ("loose", 1)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * size)
    (tmp_path / "segments" / "all").symlink_to("/")
    found = usage(tmp_path)
    link = (tmp_path / "segments" / "all").lstat().st_size

    assert found.bytes == {"segments": 15 + link, "snapshots": 7, "other": 1}
    assert found.files == {"segments": 3, "snapshots": 1, "other": 1}


def test_files_that_come_and_go(tmp_path: Path) -> None:
    """An audit at work and retention move files under our feet."""
    folder = tmp_path / "segments"
    folder.mkdir()
    stop = threading.Event()

    def churn() -> None:
        while not stop.is_set():
            for number in range(20):
                (folder / f"{number}.part").write_bytes(b"x")
            for number in range(20):
                (folder / f"{number}.part").rename(folder / f"{number}.warc.gz")
                (folder / f"{number}.warc.gz").unlink()

    worker = threading.Thread(target=churn)
    worker.start()
    try:
        for _ in range(200):
            usage(tmp_path)
    finally:
        stop.set()
        worker.join()


def test_a_probe_leaves_nothing(tmp_path: Path) -> None:
    probe(tmp_path / "new")
    probe(tmp_path / "new")

    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("look", [usage, disk, probe], ids=lambda look: look.__name__)
def test_what_is_no_folder(look: object, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError, match="cannot be"):
        look(tmp_path / "file" / "below")  # type: ignore[operator]
