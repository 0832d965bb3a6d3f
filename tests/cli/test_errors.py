"""What is wrong with a command line or a setting is said in one line, with exit code 2; nothing is asked of anyone."""

from pathlib import Path

import pytest

from tests.cli.commands import say, spawn
from tests.cli.conftest import Audited, Desk

TABLE: list[tuple[str, str]] = [
    ("audit", "Missing argument"),
    ("audit --bogus", "--bogus"),
    ("sudit http://127.0.0.1", "sudit"),
    ("audit nowhere-xx", "cities list"),
    ("audit bosto", "did you mean boston-ma?"),
    ("audit BOSTN", "did you mean boston-ma?"),
    ("audit ftp://data.example.org", "http:// or https://"),
    ("audit http://", "http:// or https://"),
    ("audit @missing.txt", "missing.txt"),
    ("audit http://a.example --rate 0", "--allow-private"),
    ("audit http://a.example --rate -1", "--rate"),
    ("audit http://a.example --rate nan", "--rate"),
    ("audit http://a.example --rate inf", "--rate"),
    ("audit http://a.example --max-minutes 0", "--max-minutes"),
    ("audit http://a.example --max-minutes nan", "--max-minutes"),
    ("audit http://a.example --platform dkan", "dkan"),
    ("audit http://a.example --rubric nope", "wwc-v3"),
    ("audit http://a.example --city nope", "no city 'nope'"),
    ("audit http://a.example --city nope.toml", "nope.toml"),
    ("audit http://a.example --output xml", "xml"),
    ("audit http://a.example --resume nope", "nope"),
    ("audit http://a.example --fail-under high", "--fail-under"),
    ("show last", "no complete audit"),
    ("show nothing", "nothing"),
    ("show last --output csv", "--datasets"),
    ("show last --datasets --output html", "json or csv"),
    ("recheck last", "no complete audit"),
    ("recheck last --output csv", "--datasets"),
    ("reread last", "no complete audit"),
    ("reread last --output csv", "--datasets"),
    ("cities show nope", "no city 'nope'"),
    ("cities optout nope", "no city 'nope'"),
    ("cities add nope.toml", "nope.toml"),
    ("cities import nope.csv", "nope.csv"),
    ("checks show nope", "checks list"),
    ("rubrics show nope", "wwc-v3"),
    ("db upgrade 99", "no revision '99'"),
    ("doctor --lang de", "use en, es, pt"),
    ("doctor --db", "--db"),
    ("doctor --db portalaudit.sqlite", "sqlite:///portalaudit.sqlite"),
    ("show last --db mysql://user@host/name", "sqlite:///FILE"),
    ("show last --db sqlite://", "names no file"),
    ("doctor --config nope.toml", "nope.toml"),
    ("doctor --archive s3://bucket/archive", "folder"),
]


@pytest.mark.parametrize(("line", "hint"), TABLE, ids=[line for line, _ in TABLE])
def test_one_line_and_exit_code_2(desk: Desk, monkeypatch: pytest.MonkeyPatch, line: str, hint: str) -> None:
    monkeypatch.chdir(desk.folder)
    said = desk.say(*line.split())

    assert said.code == 2
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("portalaudit: ")
    assert hint in said.err


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("colour = 'red'", "setting colour"),
        ("robots_bind_apis = 'perhaps'", "setting robots_bind_apis"),
        ("opt_out = [1]", "setting opt_out"),
        ("db = 5", "setting db"),
        ("socrata_token = ['geheim']", "setting socrata_token"),
        ('socrata_token = "geheim\\nX-Other: 1"', "setting socrata_token"),
        ('contact = "data@example.org\\nX-Other: 1"', "setting contact"),
        ("db = ", "cannot be read as TOML"),
    ],
)
def test_a_setting_that_is_not_understood(tmp_path: Path, text: str, hint: str) -> None:
    """The line names the setting, and a secret that is wrong is not printed."""
    config = tmp_path / "settings.toml"
    config.write_text(text, encoding="utf-8")
    said = say("--config", config, "doctor")

    assert (said.code, said.out) == (2, "")
    assert hint in said.err
    assert said.err.count("\n") == 1
    assert "geheim" not in said.err


@pytest.mark.parametrize("name", ["PORTALAUDIT_ROBOTS_BIND_APIS", "PORTALAUDIT_SOCRATA_TOKEN"])
def test_an_environment_that_is_not_understood(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "gehéim")
    said = say("doctor")

    assert (said.code, said.out) == (2, "")
    assert name.removeprefix("PORTALAUDIT_").lower() in said.err
    assert "gehéim" not in said.err


def test_a_broken_installation_in_a_process_of_its_own(tmp_path: Path) -> None:
    """A database that is no database: one line, no traceback; -v tells the whole story, with the same exit code."""
    broken = tmp_path / "db.sqlite"
    broken.write_bytes(b"this is no database, " * 100)
    plain = spawn("--db", f"sqlite:///{broken}", "show", "last", env={"HOME": str(tmp_path)})

    assert (plain.code, plain.out) == (2, "")
    assert plain.err.count("\n") == 1


def test_a_password_is_not_printed(desk: Desk) -> None:
    """The database's address is named in errors, its password is not."""
    url = "postgresql://user:geheim@127.0.0.1:1/none"
    for line in ("doctor", "show last", "db check", "db upgrade", "cities list"):
        said = say("--db", url, *line.split())
        assert said.code == 2
        assert "127.0.0.1" in said.out + said.err
        assert "geheim" not in said.out + said.err


def test_a_city_of_another_audit(audited: Audited) -> None:
    """A key without an audit is not taken for `last`."""
    said = audited.say("show", "boston-ma")

    assert (said.code, said.out) == (2, "")
    assert "boston-ma" in said.err
