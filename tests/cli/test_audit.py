"""`audit` on the command line: plans, targets, settings, exit codes."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema_rs
import pytest

from portalaudit.connectors.registry import connectors
from portalaudit.demo.generate import generate
from portalaudit.demo.server import Options, Server, serve
from portalaudit.export.document import schema
from tests.cli.commands import say, spawn
from tests.cli.conftest import Desk

KINDS = ("arcgis", "ckan", "dcat", "socrata")


def test_one_document_a_line(desk: Desk, server: Server) -> None:
    """Several targets, one from a file with comments: one valid document each, and nothing else on standard output."""
    with serve(generate("dcat", 8, 1)) as second:
        listed = desk.folder / "targets.txt"
        listed.write_text(f"# portals\n\n{second.url}\n", encoding="utf-8")
        said = desk.say("audit", server.url, f"@{listed}", "--allow-private", "--rate", "0", "--output", "json")

    documents = [json.loads(line) for line in said.out.splitlines()]
    assert (said.code, said.err) == (0, "")
    assert [document["portals"][0]["url"] for document in documents] == [server.url, second.url]
    for document in documents:
        jsonschema_rs.validator_for(schema()).validate(document)
    assert [rubric["id"] for rubric in documents[0]["rubrics"]] == ["wwc-v3", "portal-health"]


def test_text_is_plain_when_piped(desk: Desk, server: Server) -> None:
    said = desk.audit(server.url)

    assert said.code == 0
    assert "\x1b" not in said.out + said.err
    assert " assets seen" in said.out


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_only_looks_for_the_platform(desk: Desk, kind: str) -> None:
    """`--plan` asks what detection asks and no more, saves no audit, and is not exceeded by the audit that follows."""
    with serve(generate(kind, 30, 2)) as server:
        said = desk.audit(server.url, "--plan", "--output", "json")
        asked = [entry.target for entry in server.log]
        text = desk.audit(server.url, "--plan")
        before = len(server.log)
        done = desk.audit(server.url, "--output", "json")
        audited = [entry.target for entry in server.log[before:]]

    plan = json.loads(said.out)
    known = [line["requests"] for line in plan["plan"]]
    assert said.code == text.code == done.code == 0
    assert plan["url"] == server.url
    assert audited[: len(asked)] == asked
    assert len(asked) <= 9 < len(audited) + len(asked)
    assert all(line["what"] in text.out for line in plan["plan"])
    assert "no limit of requests a second" in text.out
    if None not in known:
        assert len(audited) <= sum(known) + len(asked) + 1  # robots.txt
    assert json.loads(done.out)["portals"][0]["traffic"]["requests"] == len(audited)


def test_a_plan_saves_no_audit(desk: Desk, server: Server) -> None:
    desk.audit(server.url, "--plan")

    assert desk.say("show", "last").code == 2
    assert desk.say("db", "check").code == 0


def test_a_plan_of_nothing(desk: Desk) -> None:
    """Where no platform is recognised the plan is empty, and the exit code says so."""
    said = desk.audit("http://127.0.0.1:9", "--plan")

    assert said.code == 3
    assert "no platform was recognised" in said.out


@pytest.mark.parametrize("kind", KINDS)
def test_detection_can_be_skipped(desk: Desk, kind: str) -> None:
    """`--platform` asks no other platform's addresses."""
    with serve(generate(kind, 10, 2)) as server:
        said = desk.audit(server.url, "--platform", kind, "--output", "json")
        targets = [entry.target for entry in server.log]

    others = {"arcgis": "/api/search", "ckan": "/api/3/", "socrata": "/api/catalog/"}
    assert json.loads(said.out)["portals"][0]["connector"] == kind
    assert kind in connectors()
    assert not [target for name, mark in others.items() if name != kind for target in targets if target.startswith(mark)]


def test_nothing_there(desk: Desk) -> None:
    """A portal that answers nothing: exit 3 and one line; with JSON the document of what was tried."""
    text, as_json = (desk.audit("http://127.0.0.1:9", *more) for more in ((), ("--output", "json")))

    assert (text.code, text.out, text.err.count("\n")) == (3, "", 1)
    assert text.err.startswith("portalaudit: http://127.0.0.1:9: could not be audited")
    assert as_json.code == 3
    assert json.loads(as_json.out)["portals"][0]["gaps"]


def test_private_targets_need_permission(desk: Desk, server: Server) -> None:
    """Without `--allow-private` a loopback address is refused, and nothing is asked."""
    before = len(server.log)
    said = desk.say("audit", server.url)

    assert said.code == 3
    assert "address-refused" in said.err
    assert len(server.log) == before


def test_fail_under(desk: Desk, server: Server) -> None:
    """1 where the score is lower than the floor, 0 where it is not; portal-health is then graded whatever rubric is asked for."""
    low = desk.audit(server.url, "--rubric", "dcat-us-1.1", "--fail-under", "100", "--output", "json")
    fine = desk.audit(server.url, "--fail-under", "0", "--output", "json")

    assert (low.code, fine.code) == (1, 0)
    assert "below --fail-under 100" in low.err
    assert [rubric["id"] for rubric in json.loads(low.out)["rubrics"]] == ["dcat-us-1.1", "portal-health"]


def test_common_options_stand_anywhere(tmp_path: Path, server: Server) -> None:
    """Before or after the command, with a blank or an equals sign: the same database and archive."""
    db, archive = f"sqlite:///{tmp_path / 'a.sqlite'}", str(tmp_path / "archive")
    target = (server.url, "--allow-private", "--rate", "0", "--output", "json")
    first = say("--db", db, "--archive", archive, "-q", "audit", *target)
    shown = [
        say("show", "--db", db, f"--archive={archive}", "last", "--output", "json"),
        say("-q", "show", "last", "--output", "json", f"--db={db}", "--archive", archive, "--lang", "en"),
        say("show", "last", "-v", "--output", "json", "--archive", archive, "--db", db),
    ]

    assert first.code == 0, first.err
    assert [said.code for said in shown] == [0, 0, 0]
    assert {said.out for said in shown} == {first.out}


def test_the_order_of_settings(tmp_path: Path, server: Server) -> None:
    """Arguments go before the environment, the environment before the file, the file before the defaults."""
    names = ("argument", "environment", "file")
    db = {name: f"sqlite:///{tmp_path / name}.sqlite" for name in names}
    config = tmp_path / "settings.toml"
    config.write_text(f'db = "{db["file"]}"\narchive = "{tmp_path}/archive"\n', encoding="utf-8")
    home = {"HOME": str(tmp_path / "home")}

    def upgraded(*arguments: str, **environment: str) -> set[str]:
        for path in tmp_path.glob("*.sqlite*"):
            path.unlink()
        assert spawn(*arguments, "db", "upgrade", env={**home, **environment}).code == 0
        return {path.stem for path in tmp_path.rglob("*.sqlite")}

    told = ("--config", str(config))
    assert upgraded("--db", db["argument"], *told, PORTALAUDIT_DB=db["environment"]) == {"argument"}
    assert upgraded(*told, PORTALAUDIT_DB=db["environment"]) == {"environment"}
    assert upgraded(*told) == {"file"}
    assert upgraded(*told, PORTALAUDIT_DB="") == {"file"}
    assert upgraded() == {"portalaudit"}


def test_settings_in_the_environment(tmp_path: Path, server: Server) -> None:
    """PORTALAUDIT_DB and PORTALAUDIT_ARCHIVE carry an audit and what looks at it again, each in a process of its own."""
    env = {
        "HOME": str(tmp_path / "home"),
        "PORTALAUDIT_DB": f"sqlite:///{tmp_path / 'db.sqlite'}",
        "PORTALAUDIT_ARCHIVE": str(tmp_path / "archive"),
        "PORTALAUDIT_CONTACT": "data@example.org",
    }
    first = spawn("audit", server.url, "--allow-private", "--rate", "0", "--output", "json", env=env)
    again = [spawn(command, "last", "--output", "json", env=env) for command in ("show", "recheck", "reread")]

    assert (first.code, first.err) == (0, "")
    assert [json.loads(said.out) for said in again] == [json.loads(first.out)] * 3
    assert not (tmp_path / "home" / ".local").exists()
    assert list((tmp_path / "archive").rglob("*.warc.gz"))
    assert "data@example.org" in server.log[-1].user_agent


def test_a_log_with_v(desk: Desk, server: Server) -> None:
    """`-v` says on standard error where the time went; `--output json` keeps standard output for JSON."""
    said = desk.audit(server.url, "-v", "--output", "json")

    assert said.code == 0
    assert "phases " in said.err
    json.loads(said.out)


@pytest.mark.parametrize("moment", ["the database is made", "the first request is out"])
def test_ctrl_c(tmp_path: Path, moment: str) -> None:
    """At whatever moment Ctrl-C comes: exit code 4, one line, and a database that the next command accepts."""
    desk = Desk(tmp_path)
    common = [sys.executable, "-m", "portalaudit", "--db", desk.db, "--archive", str(desk.archive)]
    with serve(generate("ckan", 2000, 1), options=Options(latency=0.4)) as server:
        child = subprocess.Popen(
            [*common, "audit", server.url, "--allow-private", "--rate", "0"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        until = time.monotonic() + 60
        while not (server.log if moment == "the first request is out" else (tmp_path / "db.sqlite").exists()):
            assert time.monotonic() < until
            time.sleep(0.01)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=60)

    assert child.returncode == 4
    assert err.count("\n") == 1
    assert err.startswith("portalaudit: ")
    assert desk.say("db", "check").out == "consistent\n"


def test_fail_under_asks_for_more_than_a_few_decided_criteria(capsys: pytest.CaptureFixture[str]) -> None:
    """A score of which next to nothing is decided meets no floor, however high it is."""
    from portalaudit.cli.audit import _below

    def of(score: float | None, decided: float) -> bytes:
        return json.dumps({"rubrics": [{"id": "portal-health", "score": score, "decided": decided}]}).encode()

    assert (_below(of(100, 0.04), 50), _below(of(100, 0.9), 50), _below(of(None, 0), 0), _below(of(49, 0.9), 50)) == (1, 0, 1, 1)
    assert "4 % decided: too little" in capsys.readouterr().err
