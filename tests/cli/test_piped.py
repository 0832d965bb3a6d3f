"""Text in a pipe: whole cells, whole addresses, no blanks at the ends; and what the summary of an audit says."""

import copy
import json
import re
from typing import Any

import pytest

from portalaudit.cli.summary import MOST, print_audit
from portalaudit.cli.text import line, report, table
from portalaudit.demo.server import Server
from tests.cli.conftest import Audited, Desk
from tests.cli.test_terminal import ESCAPES, on_a_terminal

LONG = "https://" + "-".join(["data"] * 60) + ".example.org"


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Output of 40 columns where it is wrapped at all."""
    monkeypatch.setenv("COLUMNS", "40")


@pytest.fixture
def listed(desk: Desk) -> Desk:
    """A desk with a city whose portal has a long address."""
    path = desk.folder / "city.toml"
    path.write_text(f'key = "aaa-xx"\nname = "Aaa"\nportals = ["{LONG}"]\n', encoding="utf-8")
    assert desk.say("cities", "add", path).code == 0
    return desk


def test_a_table_in_a_pipe_has_one_line_a_row_with_whole_cells(listed: Desk, narrow: None) -> None:
    said = listed.say("cities", "list").out.splitlines()
    first = next(each for each in said if each.startswith("aaa-xx"))

    assert first.split() == ["aaa-xx", "Aaa", LONG]
    assert [each for each in said if each != each.rstrip()] == []
    assert not any(each.startswith(" ") for each in said)


def test_a_table_on_a_terminal_is_folded_to_its_width(listed: Desk) -> None:
    _, shown = on_a_terminal("--db", listed.db, "cities", "list", home=listed.folder, COLUMNS="60")

    assert max(len(each) for each in ESCAPES.sub("", shown).splitlines()) <= 60


def test_a_plan_in_a_pipe_has_whole_addresses(desk: Desk, server: Server, narrow: None) -> None:
    plan = json.loads(desk.audit(server.url, "--plan", "--output", "json").out)["plan"]
    said = desk.audit(server.url, "--plan").out.splitlines()

    for asked in plan:
        number = "?" if asked["requests"] is None else str(asked["requests"])
        assert any(re.split(r"  +", each)[:3] == [asked["what"], number, asked["url"]] for each in said), asked
    assert [each for each in said if each != each.rstrip()] == []


def test_cells_of_wide_letters_and_of_markup_stand_under_their_heads(capsys: pytest.CaptureFixture[str]) -> None:
    table(("name", "n", "note"), [("東京", "7", "[bold]x[/bold]"), ("a\x1b[31m", "12", "")], right=(1,))

    assert capsys.readouterr().out == "name     n  note\n東京     7  [bold]x[/bold]\na [31m  12\n"


def test_prose_in_a_pipe_is_wrapped_between_words_only(narrow: None, capsys: pytest.CaptureFixture[str]) -> None:
    line(f"Read more-or-less of this at {LONG} or elsewhere.")
    report((), [("[bold]an-id-of-many-hyphens[/bold]", f"23 of 45 (51 %) are at {LONG}/, whatever\nAsk for: it")])
    said = capsys.readouterr().out.splitlines()

    assert [each for each in said if LONG in each] == [LONG, f"{' ' * 23}{LONG}/,"]
    assert said[:2] == ["Read more-or-less of this at", LONG]
    assert f"{' ' * 23}Ask for: it" in said
    assert "%)" not in [each.split()[0] for each in said]
    assert [each for each in said if each != each.rstrip()] == []


def test_the_summary_in_a_pipe_keeps_ids_and_addresses_whole(audited: Audited, narrow: None) -> None:
    said = audited.say("show", "last", "--all-findings").out
    (portal,) = audited.document["portals"]

    assert [each for each in said.splitlines() if each != each.rstrip()] == []
    assert {audited.document["audit"], portal["url"]} <= set(said.split())
    assert {check["id"] for check in portal["checks"] if check["failed"]} <= set(said.split())


def test_a_portal_alone_is_named_by_its_title_with_its_host_beside_it(audited: Audited) -> None:
    (portal,) = audited.document["portals"]
    host = portal["url"].removeprefix("http://")

    assert audited.document["target"]["name"] == portal["title"]
    assert audited.say("show", "last").out.startswith(f"{portal['title']}  {host}  audit {audited.document['audit']}")


def test_what_is_undetermined_says_why_before_what_to_ask_for(audited: Audited, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "5000")
    said = [each.strip() for each in audited.say("show", "last").out.splitlines()]
    open_ones = [
        criterion
        for rubric in audited.document["rubrics"]
        for criterion in rubric["criteria"]
        if criterion["finding"] == "undetermined"
    ]

    assert len([one for one in open_ones if one["ask_for"]]) > 5
    for one in open_ones:
        place = next(n for n, each in enumerate(said) if each.endswith(f"{one['title']}: {one['because']}"))
        assert one["because"]
        assert said[place + 1] == f"Ask for: {one['ask_for']}" or not one["ask_for"]


def test_the_rest_of_what_to_mend_is_found_under_the_audit_s_id(audited: Audited, capsys: pytest.CaptureFixture[str]) -> None:
    """`last` may be another audit by then."""
    document: dict[str, Any] = copy.deepcopy(audited.document)
    (portal,) = document["portals"]
    failing = next(check for check in portal["checks"] if check["failed"])
    portal["checks"] = [{**failing, "id": f"check_{number}"} for number in range(MOST + 3)]
    print_audit(document)
    said = capsys.readouterr().out

    assert f"and 3 more checks: portalaudit show {document['audit']} --all-findings" in said
    assert "show last" not in said
