"""A disk that is full: a small file system of its own, in which first the archive, then the database too, finds no more room."""

import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from portalaudit.demo.generate import generate
from portalaudit.demo.server import serve
from portalaudit.store.audits import list_audits
from tests.schedule.desk import Desk, until

PORTAL = generate("ckan", 900, 1).with_options(rows_max=100)  # type: ignore[attr-defined]
FULL = ("No space left on device", "the disk is full")
"""What is said of the archive and of the database."""
SIZE = 24 << 20
"""Bytes of the disk; an audit of the portal wants a few of them."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one's own, where this system lets us have one (root outside of a locked-down container)."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip("no file system may be mounted; test_trouble.py::test_a_full_disk stands for it")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(disk: Path, left: int) -> Path:
    """Take all the room but some bytes."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        try:
            while True:
                file.write(bytes(1 << 16))
                file.flush()
        except OSError:
            pass
    with ballast.open("r+b") as file:
        file.truncate(max(0, ballast.stat().st_size - left))
    return ballast


@pytest.mark.slow
@pytest.mark.parametrize("what", ["the archive", "archive and database"])
@pytest.mark.parametrize("left", [64 << 10, 400 << 10], ids=["little room", "more room"])
def test_the_night_is_made_when_there_is_room(disk: Path, tmp_path: Path, what: str, left: int) -> None:
    """A runner tries again and again, says why, and asks nobody twice for what it could keep; then it is one audit, whole."""
    database = (disk if what == "archive and database" else tmp_path) / "portalaudit.db"
    desk = Desk(f"sqlite:///{database}", disk / "archive")
    with serve(PORTAL) as server:
        desk.ask(server.url)
        runner = desk.runner()
        ballast = fill(disk, left)
        try:
            runner.start()
            until(lambda: any(word in str(news) for news in desk.news for word in FULL), "it says that the disk is full")
            assert not desk.jobs("done")
            ballast.unlink()
            until(lambda: not desk.jobs("waiting", "running"), "the same runner makes it")
        finally:
            runner.stop()
        asked = Counter(entry.target for entry in server.log)

    (job,) = desk.jobs()
    assert (job.state, job.deaths) == ("done", 0), job
    assert [(row.id, row.complete) for row in list_audits(desk.engine)] == [(job.audit, True)]
    assert desk.document(str(job.audit))["portals"][0]["snapshot"]["assets"] == 900
    assert sum(count - 1 for target, count in asked.items() if target != "/robots.txt") <= 3 * job.tries
    desk.assert_consistent()
    desk.engine.dispose()
