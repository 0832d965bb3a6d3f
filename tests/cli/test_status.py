"""`portalaudit status`: all targets by criteria, one target over time, one criterion over all."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import jsonschema_rs
import pytest
from rich.cells import cell_len
from sqlalchemy.engine import Engine

from portalaudit import clock, migrations
from portalaudit.export.history.document import schema
from portalaudit.rubrics.load import load
from portalaudit.store import engine as store
from tests.cli.conftest import Desk
from tests.store.examples import a_check, a_gap, a_part, some_city
from tests.store.history import a_criterion, a_night, a_rubric, saved

NIGHTS = 5
CRITERIA = [one.id for one in load("wwc-v3").criteria]
WORDS = {
    "a-ex": ["met", "met", "partly", "partly", "gap"],
    "b-ex": ["not_met", "gap", "gap", "indicated", "indicated"],
    "c-ex": ["gap", "gap", "gap", "gap", "not_found"],
}
"""What DM1 says on five nights, the last of them last night."""


@pytest.fixture
def engine(desk: Desk) -> Iterator[Engine]:
    """Five nights of three cities, and a portal alone whose one audit was not complete."""
    migrations.create(desk.db)
    opened = store.open(desk.db)
    first = clock.now().replace(microsecond=0) - timedelta(days=NIGHTS - 1, hours=3)
    for key, words in WORDS.items():
        for night, word in enumerate(words):
            part = a_part(["d1@Parks", "d2@Police"], a_check(fails=[0] * (night < 4)), gaps=(a_gap("feed"),))
            others = [a_criterion(name, "met", cites=["c1", "c2"]) for name in CRITERIA[1:]]
            made = a_night(night, a_criterion("DM1", word), *others, portals=(part,))
            city = replace(some_city(), key=key, name=f"=City {key}")
            rubrics = (*made.rubrics, a_rubric(name="portal-health", score=60.0 + night))
            target = replace(made.target, city=city)
            saved(
                opened, replace(made, id=f"{key}{night}", taken_at=first + timedelta(days=night), target=target, rubrics=rubrics)
            )
    alone = a_night(0, a_criterion("DM1", "met"), complete=False)
    saved(opened, replace(alone, id="alone", taken_at=first, target=replace(alone.target, city=None)))
    yield opened
    opened.dispose()


def test_nothing_yet(desk: Desk) -> None:
    said = desk.say("status")
    assert (said.code, said.err) == (0, "")
    assert "portalaudit audit TARGET" in said.out


@pytest.mark.usefixtures("engine")
def test_every_line_fits_a_terminal_of_100_columns(desk: Desk) -> None:
    table = desk.say("status").out.split("Moved since")[0].splitlines()
    assert max(map(cell_len, table)) <= 100
    assert len([line for line in table if line.startswith("=City")]) == 3


@pytest.mark.usefixtures("engine")
def test_signs_say_how_dm1_stands_and_moved(desk: Desk) -> None:
    lines = {line.split()[1]: line for line in desk.say("status", "--since", "3").out.splitlines() if line.startswith("=City")}
    place = next(line for line in desk.say("status").out.splitlines() if "1 2 3" in line).index("1 2 3")
    assert [lines[key][place : place + 2] for key in WORDS] == ["◐…", "✓▲", "?~"]
    assert "✓ " in lines["a-ex"][place + 2 :]


@pytest.mark.usefixtures("engine")
def test_what_moved_and_what_was_tried_stand_below(desk: Desk) -> None:
    out = desk.say("status").out
    moved, tried = out.split("Moved since ")[1].split("Tried since they were last seen whole")
    assert moved.splitlines()[0].endswith(": 3")
    assert "=City b-ex  DM1  ✗ not met → ✓ met (indicated): data" in moved
    assert "=City c-ex  DM1  · undetermined (could not be seen) → ? undetermined (not found): what could be reached" in moved
    assert "https://data.example.org  incomplete" in tried


@pytest.mark.usefixtures("engine")
def test_csv_has_a_line_a_city_and_criterion_that_no_spreadsheet_runs(desk: Desk) -> None:
    lines = list(csv.DictReader(io.StringIO(desk.say("status", "--output", "csv").out, newline="")))
    assert len(lines) == 4 * len(CRITERIA)
    assert {line["name"][:2] for line in lines} == {"'=", "ht"}
    (one,) = [line for line in lines if (line["target"], line["criterion"]) == ("a-ex", "DM2")]
    assert (one["finding"], one["evidence"], one["gaps"], one["score"]) == ("met", "2", "feed: http-403 × 1", "64.0")


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("arguments", "name"),
    [([], "status"), (["a-ex"], "trend"), (["A-EX", "--department", "Parks"], "trend"), (["--criterion", "dm1"], "trend")],
    ids=["all", "city", "department", "criterion"],
)
def test_json_satisfies_its_schema(desk: Desk, arguments: list[str], name: str) -> None:
    said = desk.say("status", *arguments, "--output", "json")
    assert (said.code, said.err) == (0, "")
    jsonschema_rs.validator_for(schema(name), validate_formats=True).validate(json.loads(said.out))  # type: ignore[arg-type]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("arguments", [[], ["a-ex"], ["--criterion", "DM1"]], ids=["all", "city", "criterion"])
def test_html_is_a_page_in_the_language_asked_for(desk: Desk, arguments: list[str]) -> None:
    said = desk.say("--lang", "es", "status", *arguments, "--output", "html")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith('<!doctype html>\n<html lang="es">')


@pytest.mark.usefixtures("engine")
def test_a_city_over_time(desk: Desk) -> None:
    out = desk.say("status", "a-ex", "--since", "40").out
    assert "✓ met → ◐ partly: data" in out
    assert "◐ partly since" in out and "not observed since" in out
    assert "Parks" not in out.split("Departments")[-1] or "Departments" not in out
    made = json.loads(desk.say("status", "a-ex", "--output", "json").out)
    assert [one["finding"] for one in made["criteria"][0]["intervals"]] == ["met", "partly"]
    assert made["scores"][-1]["score"] == 64.0


@pytest.mark.usefixtures("engine")
def test_a_portal_alone_is_a_target(desk: Desk) -> None:
    said = desk.say("status", "https://data.example.org/")
    assert said.code == 0
    assert "It was never seen whole." in said.out


@pytest.mark.usefixtures("engine")
def test_a_criterion_over_all_cities(desk: Desk) -> None:
    last = desk.say("status", "--criterion", "dm1").out.splitlines()[-1].split()
    assert last[1:] == ["1", "1", "0", "1"]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere-ex"], "no audit of 'nowhere-ex' is stored"),
        (["a-ex", "--department", "Nobody"], "names 'Nobody'"),
        (["--criterion", "DM99"], "no criterion 'DM99'"),
        (["a-ex", "--criterion", "DM1"], "leave out the target"),
        (["--department", "Parks"], "name the target too"),
        (["--since", "0"], "give 1 to"),
        (["a-ex", "--since", "0"], "give 1 to"),
        (["--since", "9999999"], "give 1 to"),
        (["--rubric", "none-such"], "none-such"),
    ],
    ids=[
        "target",
        "department",
        "criterion",
        "criterion-of-one",
        "department-of-all",
        "since",
        "since-of-one",
        "long-ago",
        "rubric",
    ],
)
def test_wrong_usage_is_one_line_and_code_2(desk: Desk, arguments: list[str], words: str) -> None:
    said = desk.say("status", *arguments)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert words in said.err
