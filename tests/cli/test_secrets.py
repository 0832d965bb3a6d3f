"""A token is sent to the service that gave it, and kept nowhere."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from portalaudit.demo.generate import generate
from portalaudit.demo.server import LogEntry, Server, serve
from tests.cli.commands import Said, spawn

pytestmark = pytest.mark.xdist_group("secrets")

TOKEN = "aVeryS3cretT0ken0fMine"


@dataclass(frozen=True)
class Audited:
    """A portal audited with a token and looked at in every way."""

    server: Server
    said: list[Said]
    data: Path
    """Database and archive."""


@pytest.fixture(params=["environment", "file"], scope="module")
def audited(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    """A Socrata portal audited with a token from the environment, with a line's end behind it, or from a file."""
    tmp_path = tmp_path_factory.mktemp("secrets")
    env = {"HOME": str(tmp_path / "home"), "PORTALAUDIT_DB": f"sqlite:///{tmp_path / 'data' / 'db.sqlite'}"}
    config = tmp_path / "settings.toml"
    config.write_text(f'socrata_token = "{TOKEN}"\n' if request.param == "file" else "", encoding="utf-8")
    if request.param == "environment":
        env["PORTALAUDIT_SOCRATA_TOKEN"] = f"{TOKEN}\n"
    with serve(generate("socrata", 12, 1)) as server:
        said = [
            spawn("-v", "--config", config, "--archive", tmp_path / "data" / "archive", *line.split(), env=env)
            for line in (
                f"audit {server.url} --allow-private --rate 0 --output json",
                f"audit {server.url} --allow-private --rate 0 --plan",
                "show last --output html",
                "reread last --output json --all-findings",
                "doctor",
                "db check",
            )
        ]
        yield Audited(server, said, tmp_path / "data")


def test_the_token_is_sent(audited: Audited) -> None:
    """Every request of the audit carries the token but the first, whose answer shows whose service it is."""
    assert [said.code for said in audited.said] == [0] * len(audited.said), [said.err for said in audited.said]
    requests = json.loads(audited.said[0].out)["portals"][0]["traffic"]["requests"]

    assert [token_of(entry) for entry in audited.server.log[:requests]] == [None] + [TOKEN] * (requests - 1)


def test_the_token_is_kept_nowhere(audited: Audited) -> None:
    """Not in the archive, the database, a document, a report or a log; the archive says that there was one."""
    files = {path: path.read_bytes() for path in audited.data.rglob("*") if path.is_file()}
    opened = {path: gzip.decompress(body) if path.name.endswith(".gz") else body for path, body in files.items()}

    assert sum(path.name.endswith(".warc.gz") for path in files) >= 1
    assert [path for path, body in opened.items() if TOKEN.encode() in body] == []
    assert any(b"X-App-Token: REDACTED" in body for path, body in opened.items() if path.name.endswith(".warc.gz"))
    assert not any(TOKEN in said.out + said.err for said in audited.said)


@pytest.mark.parametrize("kind", ["ckan", "arcgis", "dcat"])
def test_no_other_platform_is_sent_it(tmp_path: Path, kind: str) -> None:
    """A portal that is not Socrata's never sees the token."""
    env = {"HOME": str(tmp_path), "PORTALAUDIT_SOCRATA_TOKEN": TOKEN}
    with serve(generate(kind, 5, 1)) as server:
        said = spawn("audit", server.url, "--allow-private", "--rate", "0", env=env)

        assert said.code == 0, said.err
        assert [entry.target for entry in server.log if token_of(entry)] == []


def token_of(entry: LogEntry) -> str | None:
    """The token of a request."""
    return next((value for name, value in entry.headers.items() if name.lower() == "x-app-token"), None)
