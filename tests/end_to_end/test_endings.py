"""How a run ends when the machine fails it, or when the bodies are as large as they can be."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from portalaudit.demo.generate import generate
from portalaudit.demo.server import serve
from tests.cli.commands import Said, bare_environment, say
from tests.end_to_end.faulty import PORTALS
from tests.end_to_end.processes import Desk, alike, document
from tests.end_to_end.test_processes import GO_ON, asked
from tests.portals.faults import with_faults

GIBIBYTE = 1 << 30


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def assert_one_line(said: Said, code: int, hint: str) -> None:
    assert (said.code, said.out, said.err.count("\n")) == (code, "", 1), said
    assert said.err.startswith("portalaudit: ")
    assert hint in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("place", ["archive", "archive/spool", "archive/segments"])
def test_a_file_in_the_archives_place(desk: Desk, place: str) -> None:
    """One line that names it, exit 2; once it is out of the way the audit runs."""
    path = desk.folder / place
    path.parent.mkdir(exist_ok=True)
    path.write_text("not a folder")
    with serve(PORTALS["dcat"]) as server:
        said = desk.audit(server.url)
        path.unlink()
        assert desk.audit(server.url).code == 0

    assert_one_line(said, 2, str(desk.archive))
    assert desk.run("db", "check").code == 0


def test_a_file_in_the_databases_place(desk: Desk) -> None:
    (desk.folder / "db.sqlite").write_bytes(b"this is no database, but rather a long text " * 100)
    with serve(PORTALS["dcat"]) as server:
        said = desk.audit(server.url)
        log = list(server.log)

    assert_one_line(said, 2, "database")
    assert log == []
    assert (desk.folder / "db.sqlite").read_bytes().startswith(b"this is no database")


def test_a_full_disk(desk: Desk) -> None:
    """The disk is full in the middle of a crawl: one line, exit 2, what was written is kept; with room again it goes on from
    there and asks for nothing twice."""
    portal = generate("ckan", 1500, 1).with_options(rows_max=100)  # type: ignore[attr-defined]
    assert desk.run("db", "upgrade").code == 0
    with serve(portal) as server:
        whole = document(Desk(desk.folder / "whole").audit(server.url))
        begin = len(server.log)
        said = desk.start(server.url, largest_file=400_000).end()
        assert_one_line(said, 2, "File too large")
        told = GO_ON.fullmatch(said.err)
        assert told is not None
        assert desk.run("db", "check").code == 0
        before = len(server.log)
        again = desk.audit(server.url, "--resume", told["audit"])
        twice = asked(server, before) & asked(server, begin) - asked(server, before)

    assert (again.code, again.err) == (0, "")
    assert before - begin > 5
    assert len(twice) <= 2, "but for those under way"
    assert alike(document(again)) == alike(whole)
    assert desk.run("reread", told["audit"], "--output", "json").out == again.out


def test_several_targets_end_with_the_highest_code(desk: Desk) -> None:
    """One document a line for each, one line on standard error for each that failed; a broken one stops no other."""
    with serve(PORTALS["dcat"]) as good, serve(with_faults(PORTALS["ckan"], ["cloudflare-403"])) as barred:
        said = desk.audit(barred.url, good.url)
    documents = [json.loads(line) for line in said.out.splitlines()]

    assert said.code == 3
    assert [found["portals"][0]["snapshot"]["assets"] for found in documents] == [0, 30]
    assert said.err.count("\n") == 1
    assert f"{barred.url}: could not be audited" in said.err
    assert "waf" in said.err


MEASURED = """
import sys
from portalaudit.cli.main import run
code = run(sys.argv[1:])
# VmHWM and not ru_maxrss, which begins with the peak of the process that this one was forked from.
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
sys.stderr.write(f"peak {int(status['VmHWM'].split()[0]) * 1024}\\n")
sys.exit(code)
"""
"""A command line, then the most memory that it used."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("platform", "fault", "code", "reason"),
    [
        ("dcat", "deep-nesting@data.json", 3, "nesting"),
        ("ckan", "gzip-bomb@status_show", 3, "too-large"),
        ("dcat", "huge-body@data.json", 3, "too-large"),
    ],
)
def test_huge_bodies_cost_little_memory(tmp_path: Path, platform: str, fault: str, code: int, reason: str) -> None:
    """200 MB of nesting, a gzip bomb, two gigabytes: the default caps hold, and neither the audit nor a reread takes a GiB."""
    desk = Desk(tmp_path)
    with serve(with_faults(PORTALS[platform], [fault])) as server:
        target = (server.url, "--allow-private", "--rate", "0", "--output", "json")
        done = _measured(*desk.places, "audit", *target)
    found = json.loads(done.out)
    again = _measured(*desk.places, "reread", found["audit"], "--output", "json")

    assert done.code == code
    assert reason in {gap["reason"] for gap in found["portals"][0]["gaps"]}
    assert again.out == done.out == say(*desk.places, "show", found["audit"], "--output", "json").out
    assert max(_peak(done), _peak(again)) < GIBIBYTE
    assert sum(path.stat().st_size for path in desk.archive.rglob("*.warc.gz")) < 20_000_000


def _measured(*arguments: str) -> Said:
    limit = resource.RLIMIT_AS, (8 * GIBIBYTE, 8 * GIBIBYTE)  # should it go wrong, the machine is to survive
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments], env=bare_environment(), capture_output=True, text=True, check=False,
        timeout=120, preexec_fn=lambda: resource.setrlimit(*limit),
    )  # fmt: skip
    return Said(done.returncode, done.stdout, done.stderr)


def _peak(said: Said) -> int:
    return int(said.err.rsplit("peak ", 1)[1])
