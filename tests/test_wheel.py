"""The wheel: it has all that the program reads, installs in an empty environment, and audits there."""

import json
import os
import shlex
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import jsonschema_rs
import pytest

from portalaudit import __version__
from portalaudit.audit.verify import STEPS
from portalaudit.demo.generate import generate
from portalaudit.demo.server import serve
from portalaudit.export.document import schema
from tests.bundles import city_bundle

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a new environment: the wheel, and the dependencies of the environment that runs the tests."""
    folder = tmp_path_factory.mktemp("environment")
    run([sys.executable, "-m", "venv", str(folder)])
    python = folder / "bin" / "python"
    run([str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel)])
    (site,) = folder.glob("lib/python*/site-packages")
    # a plain path: the .pth files over there, and with them the checkout, are not read
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python.parent


def run(
    command: Sequence[str], env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run to a good end, in an environment that knows nothing of the checkout."""
    bare = {"PATH": os.environ["PATH"], **(env or {})}
    done = subprocess.run(command, env=bare, cwd=cwd, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done


def test_what_is_in_it(wheel: Path) -> None:
    """Every file of the package, the licence, and nothing of the tests."""
    names = set(zipfile.ZipFile(wheel).namelist())
    written = {
        path.relative_to(SOURCE).as_posix()
        for path in (SOURCE / "portalaudit").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    package = {name for name in names if name.startswith("portalaudit/")}

    assert package == written
    assert {Path(name).suffix for name in package} >= {".py", ".typed", ".toml", ".json", ".csv", ".html", ".css", ".js"}
    assert {name.split("/")[0] for name in names} == {"portalaudit", f"portalaudit-{__version__}.dist-info"}
    assert any(name.startswith("portalaudit/migrations/versions/r0001") for name in names)
    assert any("/licenses/" in name for name in names)


def test_it_is_the_wheel_that_runs(installed: Path, tmp_path: Path) -> None:
    place = run([str(installed / "python"), "-c", "import portalaudit; print(portalaudit.__file__)"], cwd=tmp_path).stdout

    assert place.startswith(str(installed.parent))


def test_it_says_hello_and_is_well(installed: Path, tmp_path: Path) -> None:
    """`--version` and `doctor` in an empty home."""
    home = {"HOME": str(tmp_path / "home")}
    program = str(installed / "portalaudit")

    assert run([program, "--version"], home, tmp_path).stdout == f"portalaudit {__version__}\n"
    said = run([program, "doctor"], home, tmp_path).stdout
    assert all(line.startswith("good ") for line in said.splitlines())


def test_the_demonstration(installed: Path, tmp_path: Path) -> None:
    """`demo` in an empty home, without recordings: four reports, and the command that it prints works."""
    home = {"HOME": str(tmp_path / "home")}
    said = run([str(installed / "portalaudit"), "demo", "--folder", "demo"], home, tmp_path)
    reports = sorted((tmp_path / "demo").glob("*.html"))
    command = shlex.split(said.stdout.splitlines()[-1].removeprefix("Look again: "))

    assert len(reports) == 4
    assert all(str(report) in said.stdout for report in reports)
    assert all("<script" in report.read_text(encoding="utf-8") for report in reports)
    assert command[0] == str(installed / "portalaudit")
    assert run(command, home, tmp_path).stdout
    assert not (tmp_path / "home").exists()


def test_an_audit(installed: Path, tmp_path: Path) -> None:
    """A portal over HTTP, into the user's data folder, and the same again from what is stored."""
    home = {"HOME": str(tmp_path / "home")}
    program = str(installed / "portalaudit")
    with serve(generate("arcgis", 30, 1)) as server:
        said = run([program, "audit", server.url, "--allow-private", "--rate", "0", "--output", "json"], home, tmp_path)
    document = json.loads(said.stdout)

    jsonschema_rs.validator_for(schema()).validate(document)
    for command in ("show", "recheck", "reread"):
        assert json.loads(run([program, command, "last", "--output", "json"], home, tmp_path).stdout) == document


ALONE = """
import os, sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "sqlite3.connect"):
        print(f"what it must not: {event} {arguments}", file=sys.stderr, flush=True)
        os._exit(9)
sys.addaudithook(refuse)
from portalaudit.cli.main import run
sys.exit(run(sys.argv[1:]))
"""
"""The program under a guard that ends it when it opens a socket or a database."""


def test_verify_needs_no_network_and_no_database(installed: Path, tmp_path: Path) -> None:
    """A bundle made here is checked by the wheel in an empty home; the guard does end what opens a database."""
    made = city_bundle()
    home = {"HOME": str(tmp_path / "home")}
    guarded = [str(installed / "python"), "-c", ALONE]
    said = run([*guarded, "verify", str(made.path), "--key", made.key.public.text, "--output", "json"], home, tmp_path)

    assert [step["outcome"] for step in json.loads(said.stdout)["steps"]] == ["good"] * len(STEPS)
    assert not (tmp_path / "home").exists()
    ended = subprocess.run([*guarded, "db", "stats"], env=home, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "what it must not: sqlite3.connect" in ended.stderr
