"""The same audit on SQLite and on PostgreSQL: one document, and every command works on both."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portalaudit import migrations
from portalaudit.archive.index import rebuild_index
from portalaudit.demo.generate import generate
from portalaudit.demo.server import serve
from tests.cli.commands import Said, say
from tests.databases import database as database
from tests.databases import fresh

PLATFORMS = ("socrata", "ckan", "arcgis", "dcat")


@dataclass(frozen=True)
class Desk:
    """An empty database of one kind, and an archive."""

    db: str
    archive: Path

    def say(self, *arguments: str) -> Said:
        return say("--db", self.db, "--archive", self.archive, *arguments)

    def json(self, *arguments: str) -> Any:
        said = self.say(*arguments, "--output", "json")
        assert said.code == 0, said.err
        return json.loads(said.out)


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path / "archive")


def audit(desk: Desk, url: str, *more: str) -> Any:
    return desk.json("audit", url, "--allow-private", "--rate", "0", *more)


def test_every_command_works(desk: Desk) -> None:
    """Migrations by hand, an audit, the same again, another city's eyes, a second night, and the database's own commands."""
    newest = migrations.head()
    assert desk.say("db", "current").out.startswith("empty")
    assert desk.say("db", "upgrade").out == f"schema {newest}\n"
    assert desk.say("db", "current").out == f"{newest}\n"
    with serve(generate("socrata", 60, 5)) as server:
        document = audit(desk, server.url)
        again = {command: desk.json(command, "last") for command in ("show", "recheck", "reread")}
        second = audit(desk, server.url)

    assert again == dict.fromkeys(again, document)
    assert desk.json("show", document["audit"]) == document
    assert desk.json("show", "last") == second
    assert desk.json("recheck", "last", "--city", "boston-ma")["causes"]
    assert len(desk.say("show", "last", "--datasets").out.splitlines()) == document["portals"][0]["snapshot"]["assets"] + 1
    assert desk.say("show", "last", "--output", "html").out.rstrip().endswith("</html>")
    assert (desk.say("db", "check").code, desk.say("db", "check").out) == (0, "consistent\n")
    (audits,) = [line.split() for line in desk.say("db", "stats").out.splitlines() if line.startswith("audits ")]
    assert audits[1] == "2"
    assert desk.say("doctor").code == 0
    assert desk.say("cities", "optout", "boston-ma").code == 0
    assert desk.say("db", "upgrade", "base").code == 0
    assert desk.say("db", "current").out.startswith("empty")


def test_an_audit_makes_its_tables(desk: Desk) -> None:
    """Nobody need call `db upgrade` before the first audit."""
    with serve(generate("dcat", 5, 1)) as server:
        audit(desk, server.url)

    assert desk.say("db", "current").out == f"{migrations.head()}\n"


@dataclass(frozen=True)
class Pair:
    """The same portal audited on both kinds of database."""

    documents: Mapping[str, Any]
    assets: Mapping[str, list[dict[str, Any]]]


@pytest.fixture(params=PLATFORMS, scope="module")
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp(request.param)
    documents, assets = {}, {}
    with serve(generate(request.param, 80, 7)) as server, fresh("postgresql", folder) as url:
        for kind, db in (("sqlite", f"sqlite:///{folder / 'db.sqlite'}"), ("postgresql", url)):
            desk = Desk(db, folder / kind)
            first = audit(desk, server.url, "--rubric", "portal-health", "--rubric", "wwc-v3", "--rubric", "dcat-us-1.1")
            documents[kind] = settled(desk.json("show", first["audit"]), desk.archive)
            lines = desk.say("show", "last", "--datasets", "--output", "json").out.splitlines()
            assets[kind] = [json.loads(line) for line in lines]
    yield Pair(documents, assets)


def test_the_documents_are_equal(pair: Pair) -> None:
    """But for the audit's name, its time and what traffic measures in seconds; captures are compared by what they captured."""
    assert pair.documents["sqlite"] == pair.documents["postgresql"]


def test_the_assets_are_equal(pair: Pair) -> None:
    found = [[{**line, "asked_at": line["asked_at"] is not None} for line in assets] for assets in pair.assets.values()]
    assert len(found[0]) > 50
    assert found[0] == found[1]


def settled(document: Any, archive: Path) -> Any:
    """A document without what differs between two audits of one portal; a capture's id becomes its method and address."""
    names = {capture.id: f"{capture.method} {capture.url}" for capture in rebuild_index(archive, document["audit"])}
    assert len(set(names.values())) >= 3

    def walk(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: walk(item, name) for name, item in value.items() if name not in ("seconds", "max_per_second")}
        if isinstance(value, list):
            return [walk(item) for item in value]
        return names.get(value, value) if isinstance(value, str) and key not in ("audit", "taken_at") else value

    kept = walk(document)
    for portal in kept["portals"]:
        del portal["snapshot"]["digest"]  # covers the captures' ids and the moment
    return {name: value for name, value in kept.items() if name not in ("audit", "taken_at")}
