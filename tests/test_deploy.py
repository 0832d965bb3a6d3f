"""What deploy/ says fits the program: commands, options, settings, metrics and paths that it names are there.

No engine runs here: nothing of this shows that an image builds or a unit starts.
"""

import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from prometheus_client.parser import text_string_to_metric_families as parse

from portalaudit.cli.config import Settings
from portalaudit.cli.main import app
from portalaudit.schedule.metrics import Metrics
from portalaudit.schedule.pulse import Pulses
from portalaudit.schedule.watching import Watched
from tests.databases import engine as engine

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("portalaudit*.service"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
STEPS = re.findall(r"^([A-Z]+) (.*)$", re.sub(r"\\\n\s*", "", (DEPLOY / "Dockerfile").read_text(encoding="utf-8")), re.MULTILINE)
PROGRAM = "/opt/portalaudit/bin/portalaudit"


def lines() -> Iterator[tuple[str, list[str]]]:
    """Every command line of ours, with the place where it stands."""
    for unit in UNITS:
        for start in re.findall(r"^ExecStart=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE):
            program, *words = shlex.split(start)
            assert program == PROGRAM
            yield unit.name, words
    for name, service in COMPOSE["services"].items():
        if name != "db":
            yield f"compose {name}", service["command"]
    yield "Dockerfile", yaml.safe_load(dict(STEPS)["CMD"])


@pytest.mark.parametrize(("where", "words"), list(lines()), ids=lambda value: value if isinstance(value, str) else "")
def test_commands_are_there_with_their_options(where: str, words: list[str]) -> None:
    command: Any = typer.main.get_command(app)
    path: list[str] = []
    rest = list(words)
    while rest and hasattr(command, "commands") and rest[0] in command.commands:
        path.append(rest.pop(0))
        command = command.commands[path[-1]]
    assert not hasattr(command, "commands"), f"{where}: no command {rest[:1]} in {path}"
    known = {name for given in command.params for name in given.opts}

    assert {word.partition("=")[0] for word in rest if word.startswith("-")} <= known


def test_settings_are_there() -> None:
    """Every variable that is set, or offered to be set, is a setting."""
    texts = [path.read_text(encoding="utf-8") for path in (*UNITS, DEPLOY / ".env.example", DEPLOY / "Dockerfile")]
    named = set(re.findall(r"\b(PORTALAUDIT_[A-Z_]+)=", "\n".join(texts)))
    for service in COMPOSE["services"].values():
        named |= {name for name in service["environment"] if name.startswith("PORTALAUDIT_")}

    assert len(named) > 4
    assert named <= {f"PORTALAUDIT_{name.upper()}" for name in Settings.model_fields}


def test_no_secret_has_a_value() -> None:
    """Passwords come from `.env`, which is not in the repository, or from a file of the machine's."""
    example = (DEPLOY / ".env.example").read_text(encoding="utf-8")

    assert not re.search(r"^[A-Z_]+=.+$", example, re.MULTILINE)
    assert "deploy/.env" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert COMPOSE["services"]["db"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert "POSTGRES_PASSWORD=" in example


def test_the_image_copies_what_is_there() -> None:
    """And the builder is sent what it copies, and nothing else."""
    sent = {
        line.removeprefix("!") for line in (DEPLOY / "Dockerfile.dockerignore").read_text().split("\n") if line.startswith("!")
    }
    copied = {name for word, rest in STEPS if word == "COPY" and "--from" not in rest for name in rest.split()[:-1]}

    assert copied == sent
    assert all((ROOT / name).exists() for name in copied)
    assert {"README.md", "LICENSE"} <= copied  # pyproject.toml names them


def test_the_image_is_pinned_and_unprivileged() -> None:
    """hadolint's rules that matter here: DL3006, DL3008's spirit, DL3009, DL3015, DL3025, DL3042, DL3002."""
    bases = {rest.split()[0] for word, rest in STEPS if word == "FROM"}
    runs = [rest for word, rest in STEPS if word == "RUN"]
    python = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"].removeprefix(">=")

    assert len(bases) == 1
    assert re.fullmatch(rf"python:{re.escape(python)}\.\d+-slim-[a-z]+", next(iter(bases)))
    assert [rest for word, rest in STEPS if word == "USER"] == ["10001:10001"]
    assert all(rest.startswith("[") for word, rest in STEPS if word in ("CMD", "ENTRYPOINT"))
    assert all("--no-cache-dir" in run for run in runs if "pip install" in run)
    assert all("--require-hashes" in run or "--no-deps" in run for run in runs if "pip install" in run)
    assert all(
        "--no-install-recommends" in run and "rm -rf /var/lib/apt/lists" in run for run in runs if "apt-get install" in run
    )
    assert not any(word == "ADD" for word, _ in STEPS)


def test_the_image_has_what_the_pdf_and_the_backup_need() -> None:
    """The same libraries as tests/needs.sh installs; a pg_dump as new as the server."""
    run = next(rest for word, rest in STEPS if word == "RUN" and "apt-get" in rest)
    libraries = re.findall(r'^need (lib\S+) "the PDF', (ROOT / "tests" / "needs.sh").read_text(), re.MULTILINE)
    server = re.match(r"postgres:(\d+)\.\d+-", COMPOSE["services"]["db"]["image"])

    assert libraries
    assert all(name in run for name in libraries)
    assert server is not None
    assert f"postgresql-client-{server[1]}" in run


def test_health_is_asked_where_the_server_listens() -> None:
    check = dict(STEPS)["HEALTHCHECK"]
    asked = re.search(r"HTTPConnection\('127\.0\.0\.1', (\d+), \d+\); c\.request\('GET', '/healthz'\)", check)
    program = re.search(r"CMD (\[.*\])$", check)

    assert asked is not None and program is not None
    compile(yaml.safe_load(program[1])[2], "HEALTHCHECK", "exec")
    assert dict(STEPS)["EXPOSE"] == asked[1]
    assert dict(STEPS)["CMD"].rstrip('"]').endswith(f":{asked[1]}")
    assert COMPOSE["services"]["clock"]["ports"] == [f"127.0.0.1:{asked[1]}:{asked[1]}"]


@pytest.mark.parametrize("name", [name for name in COMPOSE["services"] if name != "db"])
def test_services_may_do_little(name: str) -> None:
    service = COMPOSE["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert service["depends_on"][next(iter(service["depends_on"]))]["condition"].startswith("service_")
    assert {volume.partition(":")[0] for volume in service["volumes"]} <= set(COMPOSE["volumes"])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_units_may_do_little(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")

    for line in (
        "User=portalaudit", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes",
        "PrivateTmp=yes", "StateDirectory=portalaudit",
    ):  # fmt: skip
        assert f"\n{line}\n" in text
    if "Type=exec" in text:
        assert "\nRestart=on-failure\n" in text


def test_systemd_reads_the_units(tmp_path: Path) -> None:
    """`systemd-analyze verify` finds nothing to say; the program is another's, as ours is not installed."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed (tests/needs.sh)")
    for unit in [*UNITS, *(DEPLOY / "systemd").glob("*.timer")]:
        text = unit.read_text(encoding="utf-8").replace(PROGRAM, shutil.which("true") or "/bin/true")
        (tmp_path / unit.name.replace("@", "@1")).write_text(text, encoding="utf-8")
    done = subprocess.run([program, "verify", *map(str, tmp_path.iterdir())], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr.strip()) == (0, "")


@pytest.mark.parametrize("file", [DEPLOY / "alerts.yml", ROOT / "docs" / "operations.md"], ids=lambda file: file.name)
def test_named_metrics_are_told(file: Path, engine: Any, tmp_path: Path) -> None:
    """A rule that waits for a metric that nobody tells would wait for ever."""
    pulses = Pulses(15)
    pulses.ticked()
    text = Metrics(Watched(engine, tmp_path, pulses.now)).exposition("text/plain")[0].decode()
    told = {sample for family in parse(text) for sample in (family.name, *(each.name for each in family.samples))}
    named = set(re.findall(r"\b(portalaudit_[a-z_]+[a-z])\b(?!\*)", file.read_text(encoding="utf-8")))

    assert len(named) > 10
    assert named <= told


def test_every_alert_is_explained() -> None:
    """docs/operations.md says of each what to do."""
    rules = yaml.safe_load((DEPLOY / "alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    assert {rule["alert"] for rule in rules} == set(re.findall(r"`(Portalaudit[A-Za-z]+)`", page))
