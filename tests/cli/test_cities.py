"""The registry on the command line."""

import csv
import json
import tomllib
from pathlib import Path

import pytest

from portalaudit.audit.cities import shipped
from portalaudit.demo.generate import generate
from portalaudit.demo.server import Server, serve
from tests.cli.commands import say
from tests.cli.conftest import Desk

RECORD = """\
key = "springfield-xx"
name = "Springfield"
region = "XX"
timezone = "America/Chicago"
portals = ["{url}"]
publishers = ["City of Springfield"]

[[departments]]
name = "Department of Public Works"
aliases = ["DPW"]
"""


@pytest.fixture
def record(desk: Desk, server: Server) -> Path:
    """A city file whose portal is the served one."""
    path = desk.folder / "springfield.toml"
    path.write_text(RECORD.format(url=server.url), encoding="utf-8")
    return path


def test_the_list_has_every_shipped_city(desk: Desk) -> None:
    listed = desk.say("cities", "list")
    keys = [line.split()[0] for line in listed.out.splitlines()[1:] if line and not line.startswith(" ")]

    assert listed.code == 0
    assert keys == sorted(shipped())


@pytest.mark.parametrize("key", sorted(shipped()))
def test_what_show_prints_can_be_added_again(desk: Desk, key: str) -> None:
    """`show` prints TOML that `add` takes, and the record is the same afterwards; a key may be typed in any case."""
    shown = desk.say("cities", "show", key.upper())
    path = desk.folder / "city.toml"
    path.write_text(shown.out, encoding="utf-8")

    assert desk.say("cities", "add", path).out == f"{key}: saved\n"
    assert desk.say("cities", "show", key) == shown


def test_a_city_of_ones_own(desk: Desk, record: Path) -> None:
    """A record added is listed, shown and audited by its key."""
    assert desk.say("cities", "add", record).code == 0
    assert "springfield-xx" in desk.say("cities", "list").out
    assert "DPW" in desk.say("cities", "show", "springfield-xx").out
    audited = desk.audit("springfield-xx", "--output", "json")

    assert audited.code == 0
    assert json.loads(audited.out)["target"]["city"] == "springfield-xx"
    assert json.loads(desk.say("show", "springfield-xx", "--output", "json").out) == json.loads(audited.out)


def test_a_city_file_judges_one_audit(desk: Desk, record: Path, server: Server) -> None:
    """`audit URL --city FILE` judges as the city's and saves no record."""
    audited = desk.audit(server.url, "--city", str(record), "--output", "json")

    assert json.loads(audited.out)["target"]["name"] == "Springfield"
    assert desk.say("cities", "show", "springfield-xx").code == 2


def test_import_of_a_folder(desk: Desk) -> None:
    """All records of a folder, or none where one of them cannot be read."""
    folder = desk.folder / "cities"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"{number}.toml").write_text(f'key = "town-{number}"\nname = "Town {number}"\n', encoding="utf-8")
    assert desk.say("cities", "import", folder).out == "2 cities saved\n"
    (folder / "3.toml").write_text('key = "town-3"\nname = "Town 3"\n', encoding="utf-8")
    (folder / "4.toml").write_text('key = "town-4"\nnom = "Town 4"\n', encoding="utf-8")
    refused = desk.say("cities", "import", folder)

    assert refused.code == 2
    assert "4.toml" in refused.err and "nom" in refused.err
    assert desk.say("cities", "show", "town-2").code == 0
    assert desk.say("cities", "show", "town-3").code == 2
    (empty := desk.folder / "empty").mkdir()
    assert "no city records" in desk.say("cities", "import", empty).err


def test_import_of_a_table(desk: Desk) -> None:
    """A CSV with the columns of the shipped one; a missing column is named."""
    columns = ["key", "city", "region", "country", "timezone", "website"]
    columns += ["portal_url", "policy_copy_url", "inventory_url", "source"]
    path = desk.folder / "cities.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, ("town-5", "Town 5", "", "US", "", "", "http://127.0.0.1:1", "", "", "")])
    assert desk.say("cities", "import", path).out == "1 cities saved\n"
    assert tomllib.loads(desk.say("cities", "show", "town-5").out)["portals"] == ["http://127.0.0.1:1"]
    path.write_text("key,city\ntown-6,Town 6\n", encoding="utf-8")

    assert "region" in desk.say("cities", "import", path).err
    assert desk.say("cities", "show", "town-6").code == 2


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("name = 'Nowhere'", "key"),
        ("key = 'a'\nname = 5", "name"),
        ("key = 'a'\nname = 'A'\nportals = 'http://a.example'", "portals"),
        ("key = 'a'\nname = 'A'\ncolour = 'red'", "colour"),
        ("key = ", "cannot be read"),
    ],
)
def test_a_record_that_is_none(desk: Desk, text: str, hint: str) -> None:
    path = desk.folder / "city.toml"
    path.write_text(text, encoding="utf-8")
    said = desk.say("cities", "add", path)

    assert (said.code, said.out) == (2, "")
    assert hint in said.err
    assert "city.toml" in said.err


def test_an_opted_out_city_is_asked_nothing(desk: Desk) -> None:
    """Neither by key nor by address nor for its plan, not even robots.txt; `--undo` takes it in again."""
    with serve(generate("ckan", 5, 1)) as server:
        path = desk.folder / "springfield.toml"
        path.write_text(RECORD.format(url=server.url), encoding="utf-8")
        desk.say("cities", "add", path)
        out = desk.say("cities", "optout", "Springfield-XX")
        refused = [desk.audit(target) for target in ("springfield-xx", server.url, f"{server.url}/dataset")]
        plan = desk.audit("springfield-xx", "--plan")

        assert out.out == "springfield-xx: opted out\n"
        for said in refused:
            assert (said.code, said.out) == (3, "")
            assert said.err.count("\n") == 1
            assert "asked not to be audited" in said.err
        assert plan.code == 3
        assert "opted-out" in plan.out
        assert "opted out" in next(line for line in desk.say("cities", "list").out.splitlines() if "springfield" in line)
        assert [(entry.method, entry.target) for entry in server.log] == []

        assert desk.say("cities", "optout", "springfield-xx", "--undo").out == "springfield-xx: takes part again\n"
        assert desk.audit("springfield-xx").code == 0
    assert desk.say("show", "last").code == 0


def test_an_opted_out_city_stops_no_other(desk: Desk, server: Server) -> None:
    """Of several targets the others are audited; the run ends with the highest exit code."""
    path = desk.folder / "springfield.toml"
    path.write_text(RECORD.format(url="http://127.0.0.2:9"), encoding="utf-8")
    desk.say("cities", "add", path)
    desk.say("cities", "optout", "springfield-xx")
    said = desk.say("audit", "springfield-xx", server.url, "--allow-private", "--rate", "0", "--output", "json")

    assert said.code == 3
    assert [json.loads(line)["portals"][0]["url"] for line in said.out.splitlines()] == [server.url]


def test_hosts_opted_out_by_setting(desk: Desk, server: Server) -> None:
    """The setting `opt_out` names hosts, in a file as a list."""
    config = desk.folder / "settings.toml"
    config.write_text('opt_out = ["127.0.0.1"]\n', encoding="utf-8")
    before = len(server.log)
    said = desk.audit(server.url, "--config", str(config))

    assert said.code == 3
    assert "asked not to be audited" in said.err
    assert len(server.log) == before


def test_hosts_opted_out_by_environment(desk: Desk, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the environment they stand with commas between them."""
    monkeypatch.setenv("PORTALAUDIT_OPT_OUT", "Data.Example.org, 127.0.0.1")
    before = len(server.log)

    assert desk.audit(server.url).code == 3
    assert len(server.log) == before
    assert say("doctor").code == 0
