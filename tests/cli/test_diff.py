"""`portalaudit diff` on the command line."""

import csv
import io
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jsonschema_rs
import pytest
import sqlalchemy as sa

from portalaudit.audit.registry import open_database
from portalaudit.clock import now
from portalaudit.demo.dcat import DcatPortal
from portalaudit.demo.http import encode
from portalaudit.demo.server import serve
from portalaudit.export.difference.document import schema
from portalaudit.model.audit import Target
from portalaudit.model.difference import ASSET_COLUMNS
from portalaudit.store import tables
from portalaudit.store.audits import begin_audit
from portalaudit.store.engine import writing
from tests.cli.conftest import Desk

MISCHIEF = "=cmd|' /C calc'!A0 </main>"


def a_feed(*names: str, **more: str) -> DcatPortal:
    """A catalogue of datasets with these titles; `more` are descriptions by title."""
    entries = [
        {"title": name, "identifier": f"https://data.example.org/{number}", "description": more.get(name, f"All {name}.")}
        for number, name in enumerate(names)
        if name
    ]
    return DcatPortal(encode({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": entries}))


@dataclass(frozen=True)
class Compared(Desk):
    """Two audits of one portal, and what `diff` says of them."""

    address: str
    audits: tuple[str, ...]

    def diff(self, *arguments: str | Path) -> str:
        """What it prints where all is well."""
        said = self.say("diff", *arguments)
        assert (said.code, said.err) == (0, "")
        return said.out


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compared]:
    """Trees stay, benches go, a formula comes, the description of bins changes."""
    desk = Desk(tmp_path_factory.mktemp("compared"))
    with serve(a_feed("Trees", "Benches", "Bins")) as server:
        ids = []
        for portal in (
            a_feed("Trees", "Benches", "Bins"),
            a_feed("Trees", "", "Bins", MISCHIEF, Bins="Where [red]bins[/red] are."),
        ):
            server.portals[""] = portal
            time.sleep(1.0)  # moments of audits are told in seconds
            said = desk.audit(server.url, "--pages", "0", "--data", "none", "--output", "json")
            ids.append(json.loads(said.out)["audit"])
        yield Compared(desk.folder, server.url, tuple(ids))


def test_as_text(compared: Compared) -> None:
    """Counts, what went and came, fields, findings, criteria: plain when piped, markup of strangers shown as it is."""
    text = compared.diff(*compared.audits)

    assert "\x1b" not in text
    for line in (
        "2  the same",
        "1  removed",
        "1  added",
        "Removed: 1",
        "Added: 1",
        "What changed of the 2 that are on both sides",
    ):
        assert line in text.splitlines()
    assert "Benches" in text
    assert MISCHIEF in text


def test_as_json(compared: Compared) -> None:
    """One line that its schema takes."""
    out = compared.diff(*compared.audits, "--output", "json")
    found = json.loads(out)

    jsonschema_rs.validator_for(schema()).validate(found)
    assert out.count("\n") == 1
    assert [found[side]["audit"] for side in "ab"] == list(compared.audits)
    assert found["assets"]["fields"] == [{"field": "description", "compared": 2, "filled": 0, "emptied": 0, "changed": 1}]


def test_as_csv(compared: Compared) -> None:
    """A line an asset; a cell that a spreadsheet would run is disarmed."""
    lines = list(csv.DictReader(io.StringIO(compared.diff(*compared.audits, "--output", "csv"))))

    assert tuple(lines[0]) == ASSET_COLUMNS
    assert [line["state"] for line in lines] == ["same", "removed", "same", "added"]
    assert [line["changed"] for line in lines] == ["", "", "description", ""]
    assert lines[-1]["title_b"] == f"'{MISCHIEF}"


def test_as_a_page(compared: Compared) -> None:
    """As HTML: one file without a script, which may load nothing, what a portal says escaped."""
    html = compared.diff(*compared.audits, "--output", "html")

    assert html.lstrip().startswith("<!doctype html>")
    assert "default-src &#39;none&#39;" in html
    assert "<script" not in html and " src=" not in html
    assert "<b>2</b> the same" in html and "<b>1</b> removed" in html and "<b>1</b> added" in html
    assert "=cmd|&#39; /C calc&#39;!A0 &lt;/main&gt;" in html
    assert "</main> " not in html


def test_all_lists_what_is_the_same_too(compared: Compared) -> None:
    """`--all` gives every asset and every finding."""
    some, every = (json.loads(compared.diff(*compared.audits, "--output", "json", *more)) for more in ((), ("--all",)))

    assert [len(found["assets"]["listed"]) for found in (some, every)] == [2, 4]
    assert compared.diff(*compared.audits, "--all") != compared.diff(*compared.audits)


def test_one_name_is_enough(compared: Compared) -> None:
    """A portal alone, `last` alone or the later audit alone mean: beside the complete one before."""
    both = compared.diff(*compared.audits)

    for name in (compared.address, f"{compared.address}/", "last", compared.audits[1]):
        assert compared.diff(name) == both


def test_the_later_one_first(compared: Compared) -> None:
    """What was added is then called removed, and a line says that the order is odd."""
    text = compared.diff(*reversed(compared.audits))

    assert "! the first of the two audits is the later one" in text


def test_a_bundle_stands_for_an_audit(compared: Compared, tmp_path: Path) -> None:
    """The same is told of a bundle of the earlier audit, even where neither database nor archive is at hand."""
    bundles = [tmp_path / f"{number}.zip" for number in (0, 1)]
    for name, path in zip(compared.audits, bundles, strict=True):
        assert compared.say("export", name, "--no-pdf", "-o", path).code == 0

    assert compared.diff(bundles[0], compared.audits[1]) == compared.diff(*compared.audits)
    assert Desk(tmp_path).say("diff", *bundles).out == compared.diff(*compared.audits)
    alone = compared.say("diff", bundles[0])
    assert (alone.code, alone.err.count("\n")) == (2, 1)
    assert "give a second audit" in alone.err


def test_what_cannot_be_compared(compared: Compared) -> None:
    """One line each: no such audit, nothing before it, one audit twice, a portal that was never audited."""
    first = compared.audits[0]
    for arguments, line in (
        (("20260101-00000000", first), "no audit '20260101-00000000'"),
        ((first,), "nothing to compare it with"),
        ((first, first), "are one audit"),
        (("http://nobody.example.org",), "no complete audit of http://nobody.example.org"),
    ):
        said = compared.say("diff", *arguments)
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
        assert line in said.err


def test_an_audit_that_was_never_finished(compared: Compared) -> None:
    """It says so, and how to go on."""
    engine = open_database(compared.db)
    begin_audit(engine, "20270101-aaaaaaaa", now(), "0", Target(None, ("http://never.example.org",)))
    said = compared.say("diff", compared.audits[0], "20270101-aaaaaaaa")

    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "was never finished" in said.err
    assert "audit --resume 20270101-aaaaaaaa" in said.err


def test_an_audit_whose_results_retention_took(compared: Compared, tmp_path: Path) -> None:
    """It says so; it is not what a portal's name means."""
    engine, third = open_database(compared.db), "20200101-bbbbbbbb"
    target = Target(None, (compared.address,))
    begin_audit(engine, third, now().replace(year=2020), "0", target)
    with writing(engine) as connection:
        done = {"state": "done", "complete": True, "pruned_at": now().replace(year=2025, month=3, day=1)}
        connection.execute(sa.update(tables.audits).where(tables.audits.c.id == third).values(done))
    said = compared.say("diff", third, compared.audits[0])

    assert (said.code, said.err.count("\n")) == (2, 1)
    assert f"audit {third} of 2020-" in said.err
    assert "retention took it on 2025-03-01" in said.err
    assert "nothing to compare it with" in compared.say("diff", compared.audits[0]).err
