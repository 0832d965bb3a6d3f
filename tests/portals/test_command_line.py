"""`python -m tests.portals` as acceptance drives it."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.demo.asking import ask


@contextmanager
def running(*arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    process = subprocess.Popen([sys.executable, "-m", "tests.portals", *arguments], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip(), process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


@pytest.mark.parametrize("kind", ["ckan", "socrata", "arcgis", "dcat"])
def test_it_prints_its_address_and_serves_until_told(kind: str) -> None:
    with running("--generate", f"{kind}:5:1") as (url, process):
        assert url.startswith("http://127.0.0.1:")
        assert ask(url).status == 200
        process.send_signal(signal.SIGTERM)

        assert process.wait(10) == 0


def test_a_file_is_served_with_its_faults_and_logged(tmp_path: Path) -> None:
    packages, log = tmp_path / "packages.jsonl", tmp_path / "log"
    packages.write_text('{"id": "a", "name": "a"}\n{"id": "b", "name": "b"}\n')
    arguments = ("--ckan", str(packages), "--prefix", "/data", "--fault", "503-html@status_show", "--log", str(log))
    with running(*arguments) as (url, _):
        found = ask(url + "/", "/data/api/3/action/package_list").json()["result"]
        refused = ask(url, "/data/api/3/action/status_show").status

    assert url.endswith("/data")
    assert (found, refused) == (["a", "b"], 503)
    assert [json.loads(line)["status"] for line in log.read_text().splitlines()] == [200, 503]


@pytest.mark.parametrize(
    "arguments", [("--generate", "ckan:5", "--fault", "nothing"), ("--generate", "drupal:5"), ("--generate", "ckan:x"), ()]
)
def test_a_wrong_call_ends_with_2(arguments: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-m", "tests.portals", *arguments], capture_output=True, check=False)

    assert done.returncode == 2
    assert done.stdout == b""


def test_faults_are_listed() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.portals", "--list-faults"], capture_output=True, text=True, check=True)

    assert {"gzip-bomb", "feed-truncated", "vanishing"} <= {line.split()[0] for line in done.stdout.splitlines()}
