"""The log on standard error: lines of an audit carry its id, no secret stands in it, nothing of a portal forges a line."""

import io
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import pytest
import structlog

from portalaudit.archive.redact import MASK
from portalaudit.cli import logs
from portalaudit.cli.config import load, secrets
from portalaudit.cli.logtext import LONGEST, LONGEST_TRACE, MOST
from portalaudit.cli.main import Common
from portalaudit.demo.server import Server
from tests.cli.commands import say
from tests.cli.conftest import Desk

FORMS: tuple[logs.Form, ...] = ("text", "json")
HOSTILE = "Parks\n2026-11-30T00:00:00.000Z error    forged\r\x1b[2J\u202eevil\u2066\u2028\x85\x7f\x00\ud800 audit=other"
TOKEN = "aVeryS3cretT0ken0fMine"


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Whatever a test configures, the next one begins as a command does."""
    yield
    logs.start("text")
    logs.begin()
    structlog.reset_defaults()


def written(form: logs.Form, work: Callable[[Any], object], **how: Any) -> str:
    """What a process with this log writes while it does some work."""
    err = io.StringIO()
    with redirect_stderr(err):
        logs.start(form, **how)
        work(structlog.get_logger())
    return err.getvalue()


def records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_every_line_of_an_audit_carries_its_id(desk: Desk, server: Server) -> None:
    """Standard error holds JSON alone, and standard output nothing of it."""
    said = desk.audit(server.url, "--output", "json", "--log-format", "json", "-v")
    lines, document = records(said.err), json.loads(said.out)

    assert [line["event"].split()[0:2] for line in lines] == [["audit", "began"], ["audit", "saved"], ["phases", "checks"]]
    assert {line["audit"] for line in lines} == {document["audit"]}
    assert {line["target"] for line in lines} == {server.url}
    assert all(line["timestamp"].endswith("Z") and line["level"] in ("info", "debug") for line in lines)
    assert lines[1]["requests"] == document["portals"][0]["traffic"]["requests"]


def test_the_next_line_is_no_longer_the_audits(desk: Desk, server: Server) -> None:
    desk.audit(server.url, "--log-format", "json")

    assert "audit" not in structlog.contextvars.get_contextvars()


@pytest.mark.parametrize("how", ["argument", "environment", "file"])
def test_the_form_is_a_setting(desk: Desk, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error is a record too, wherever the form was told."""
    file = desk.folder / "settings.toml"
    file.write_text('log_format = "json"\n' if how == "file" else "")
    if how == "environment":
        monkeypatch.setenv("PORTALAUDIT_LOG_FORMAT", "json")
    said = desk.say("--config", file, "show", "last", *(["--log-format", "json"] if how == "argument" else []))
    (line,) = records(said.err)

    assert (said.code, line["level"]) == (2, "error")
    assert "no complete audit is stored yet" in line["event"]
    assert desk.say("show", "last", "--log-format=text").err.startswith("portalaudit: no complete audit")


def test_another_form_is_refused(desk: Desk) -> None:
    said = desk.say("--log-format", "xml", "show", "last")

    assert (said.code, said.err) == (2, "portalaudit: setting log_format: Input should be 'text' or 'json'\n")


@pytest.mark.parametrize(
    ("how", "shown"),
    [
        ({"form": "text"}, "warning error"),
        ({"form": "text", "verbose": True}, "debug info warning error"),
        ({"form": "text", "service": True}, "info warning error"),
        ({"form": "json"}, "info warning error"),
        ({"form": "json", "quiet": True}, "error"),
        ({"form": "text", "quiet": True, "service": True}, "error"),
    ],
    ids=str,
)
def test_levels(how: dict[str, Any], shown: str) -> None:
    """A command says what went wrong, a service what it does."""
    levels = ("debug", "info", "warning", "error")
    text = written(how.pop("form"), lambda log: [getattr(log, level)("said") for level in levels], **how)

    assert [level for level in levels if level in text] == shown.split()


@pytest.mark.parametrize("form", FORMS)
def test_hostile_texts_stay_in_their_line(form: logs.Form) -> None:
    """As a value, a name, an item, an exception or the message itself."""

    def work(log: Any) -> None:
        log.error(HOSTILE, title=HOSTILE, **{HOSTILE: 1}, many=[{HOSTILE: HOSTILE}])
        try:
            raise ValueError(HOSTILE)
        except ValueError:
            log.exception("failed")

    text = written(form, work)
    ours = [line for line in text.split("\n") if line and not line.startswith("    ")]

    assert len(ours) == 2
    assert all(mark.isprintable() for mark in text if mark != "\n")
    assert not any(line.startswith("2026-11-30T00:00:00") for line in ours)
    if form == "json":
        assert records(text)[0]["title"].startswith("Parks\n2026")  # nothing is lost to whoever reads JSON
    else:
        assert 'title="Parks\\n2026-11-30T00:00:00.000Z error    forged\\r\\x1b[2J\\u202eevil' in text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "fields",
    [
        {"token": TOKEN}, {"X-App-Token": TOKEN}, {"Set_Cookie": TOKEN}, {"smtp_password": TOKEN},
        {"headers": {"Authorization": TOKEN}},
        {"url": f"https://data.example.org/x?$$app_token={TOKEN}&limit=1"}, {"url": f"https://me:{TOKEN}@data.example.org/"},
        {"line": f"GET https://data.example.org/?api_key={TOKEN} failed"}, {"line": f"password={TOKEN} host=db"},
        {"line": f"X-App-Token: {TOKEN}"}, {"line": f"{{'Authorization': 'Basic {TOKEN}'}}"}, {"line": f"sent Bearer {TOKEN}"},
        {"many": [f"postgresql://u:{TOKEN}@db/x"]},
    ],
    ids=lambda fields: " ".join(f"{name}:{str(value).replace(TOKEN, '…')}" for name, value in fields.items()),
)  # fmt: skip
def test_secrets_are_masked(form: logs.Form, fields: dict[str, Any]) -> None:
    """By their name, in addresses, in headers and in free text; what stands beside them stays."""
    text = written(form, lambda log: log.error("asked", city="boston-ma", **fields))

    assert TOKEN not in text
    assert MASK in text
    assert "boston-ma" in text


@pytest.mark.parametrize("form", FORMS)
def test_configured_secrets_are_masked_wherever_they_stand(form: logs.Form, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even in a library's words and in a traceback, where no name tells what they are."""
    monkeypatch.setenv("PORTALAUDIT_SOCRATA_TOKEN", TOKEN)
    known = secrets(load(Common(db="postgresql://u:p%40ssw0rd@db/x")))

    def work(log: Any) -> None:
        logging.getLogger("apscheduler.executors").warning("sent %s as p@ssw0rd", TOKEN)
        try:
            raise ValueError(f"bad {TOKEN} and p%40ssw0rd")
        except ValueError:
            log.exception("failed")

    text = written(form, work, service=True, secrets=known)

    assert not [secret for secret in (TOKEN, "p@ssw0rd", "p%40ssw0rd") if secret in text]
    assert text.count(MASK) >= 4


def test_the_words_of_libraries_become_records() -> None:
    """With their name and what is bound at the moment; below a warning they are silent."""

    def work(log: Any) -> None:
        with structlog.contextvars.bound_contextvars(job=7, audit="20261130-00000000"):
            logging.getLogger("apscheduler.scheduler").info("Added job")
            logging.getLogger("apscheduler.scheduler").warning("Run time of job %s was missed", "tick")
            logging.getLogger("x").error("bad", exc_info=ValueError("why"))

    missed, bad = records(written("json", work, service=True))

    assert missed["event"] == "Run time of job tick was missed"
    assert (missed["logger"], missed["level"], missed["job"], missed["audit"]) == (
        "apscheduler.scheduler", "warning", 7, "20261130-00000000",
    )  # fmt: skip
    assert "ValueError: why" in bad["exception"]


def test_a_command_for_people_leaves_libraries_alone() -> None:
    """No handler of ours stays behind, whatever was configured before."""
    logs.start("json")
    logs.start("text")

    assert [handler for handler in logging.getLogger().handlers if handler.name == logs.__name__] == []


def test_bounds() -> None:
    """A megabyte of a portal's does not become a megabyte of log."""

    def work(log: Any) -> None:
        log.error(
            "x" * 10**6,
            title="y" * 10**6,
            many=list(range(10**4)),
            deep=[[[[[["z" * 10**6]]]]]],
            wide=dict.fromkeys(range(10**4)),
        )
        try:
            raise ValueError("w" * 10**6)
        except ValueError:
            log.exception("failed")

    first, second = records(written("json", work))

    assert first["title"] == "y" * LONGEST + "… (1,000,000 characters)"
    assert (len(first["many"]), first["many"][-1], len(first["wide"])) == (MOST + 1, "… 9,950 more", MOST + 1)
    assert len(json.dumps(first)) < 5 * LONGEST
    assert len(second["exception"]) == LONGEST_TRACE + 2
    assert second["exception"].endswith("w")


def test_a_reader_that_went_away_harms_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service goes on when whatever collected its log is gone."""
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs, "w", buffering=1) as broken:
        monkeypatch.setattr(sys, "stderr", broken)
        logs.start("json", service=True)
        structlog.get_logger().info("still here")
        logging.getLogger("x").warning("here too")
        monkeypatch.undo()
        os.dup2(os.open(os.devnull, os.O_WRONLY), theirs)


def test_an_unexpected_error_with_v_is_one_record(desk: Desk) -> None:
    """Its traceback is a field of it."""
    (desk.folder / "archive").mkdir()
    said = say("--db", "sqlite:////dev/full/x.db", "-v", "--log-format", "json", "show", "last")

    assert [line["level"] for line in records(said.err)] == ["error"]
