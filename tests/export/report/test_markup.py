"""The report's HTML: well formed, accessible by structure, closed to whatever a hostile catalogue puts in."""

import json
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from portalaudit.export.report import render
from portalaudit.export.report.page import prose
from portalaudit.export.report.strangers import link, shown
from portalaudit.model.capture import Gap
from tests.export.report.markup import Page, read
from tests.export.report.sample import HOSTILE, HOSTILE_LINKS, an_audit, hostile_rows, manuals


@cache
def _html(name: str) -> str:
    if name == "rich":
        return render(an_audit(), manuals=manuals())
    if name == "hostile":
        return render(an_audit({}, extra=hostile_rows(), city=None, all_fail=True), manuals=manuals())
    if name == "empty":
        return render(replace(an_audit({}), rubrics=(), captures=()))
    return render(replace(an_audit({}), portals=(), rubrics=(), captures=()))


def _page(name: str) -> Page:
    return read(_html(name))


every = pytest.mark.parametrize("name", ["rich", "hostile", "empty", "no portals"])


@every
def test_every_element_is_nested_and_closed(name: str) -> None:
    assert _page(name).errors == []


@every
def test_ids_are_unique_and_every_reference_has_its_target(name: str) -> None:
    page = _page(name)
    assert len(page.ids) == len(set(page.ids))
    wanted = {element.attributes["href"][1:] for element in page.all("a", "use") if element.attributes["href"].startswith("#")}
    wanted |= {element.attributes["aria-labelledby"] for element in page.elements if "aria-labelledby" in element.attributes}
    assert wanted <= set(page.ids)


@every
def test_headings_descend_one_level_at_a_time_from_one_h1(name: str) -> None:
    levels = [int(element.name[1]) for element in _page(name).all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@every
def test_tables_have_captions_and_headers_have_scopes(name: str) -> None:
    page = _page(name)
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(element.attributes.get("scope") in ("row", "col", "rowgroup") for element in page.all("th"))


def test_the_page_says_its_language_and_has_landmarks_and_a_skip_link() -> None:
    page = _page("rich")
    assert page.all("html")[0].attributes["lang"] == "en"
    assert [len(page.all(name)) for name in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    first = page.all("a")[0]
    assert first.attributes["class"] == "skip" and first.attributes["href"][1:] in page.ids


@every
def test_nothing_is_loaded_from_anywhere(name: str) -> None:
    page = _page(name)
    loads = [
        element for element in page.elements if element.attributes.keys() & {"src", "srcset", "poster", "background", "action"}
    ]
    assert loads == []
    assert [element.attributes["href"] for element in page.all("link")] == ["data:,"]
    assert page.all("iframe", "object", "embed", "form", "base", "img") == []
    policy = next(
        e.attributes["content"] for e in page.all("meta") if e.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; script-src 'sha256-") and "unsafe" not in policy and "http" not in policy


def test_no_style_or_event_attribute_is_written_since_the_policy_forbids_them() -> None:
    for element in _page("hostile").elements:
        assert not [name for name in element.attributes if name == "style" or name.startswith("on")], element


def test_hostile_texts_are_shown_as_text() -> None:
    page = _page("hostile")
    scripts = [e for e in page.all("script") if e.attributes.get("type") != "application/json"]
    assert len(scripts) == 5 and all("alert(" not in script.text for script in scripts)
    assert "<script>alert('title')</script>" in page.text
    assert "{{ 7 * 7 }}" in page.text and "&lt;b&gt; &amp; entities" in page.text
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", _html("hostile"))


def test_foreign_texts_stand_in_bdi_so_that_their_direction_stays_inside() -> None:
    bdi = {element.text for element in _page("hostile").all("bdi")}
    assert {shown(text, 160) for text in HOSTILE} <= bdi


@pytest.mark.parametrize("address", HOSTILE_LINKS)
def test_an_address_that_is_no_plain_web_address_never_becomes_a_link(address: str) -> None:
    assert link(address) is None


def test_only_plain_web_addresses_are_linked_and_all_foreign_links_say_nofollow() -> None:
    outside = [e.attributes for e in _page("hostile").all("a") if not e.attributes["href"].startswith("#")]
    assert all(re.match(r"https?://data\.example\.org", one["href"]) for one in outside)
    assert {one["rel"] for one in outside} == {"noopener nofollow"}
    assert link(" HTTPS://data.example.org/a?b=c#d ") == "HTTPS://data.example.org/a?b=c#d"


def test_what_a_manual_puts_between_backticks_is_code_and_escaped() -> None:
    assert prose("the key `<br />` & `b`") == "the key <code>&lt;br /&gt;</code> &amp; <code>b</code>"
    assert prose("one ` alone <b>") == "one ` alone &lt;b&gt;"


def test_chart_data_cannot_end_its_script_element() -> None:
    data = [element.text for element in _page("hostile").all("script") if element.attributes.get("type") == "application/json"]
    assert len(data) == 3 and all("<" not in text for text in data)
    labels = [value.get("label", "") for text in data for value in json.loads(text)["data"]["values"]]
    assert "<script>alert('title')</script>" in labels


def test_lone_surrogates_and_control_marks_can_be_written_as_utf_8() -> None:
    audit = an_audit({})
    broken = Gap("feed", "\ud800 odd", detail="\udfff\x00")
    audit = replace(
        audit, id="\ud83d", portals=(replace(audit.portals[0], snapshot=replace(audit.portals[0].snapshot, gaps=(broken,))),)
    )
    assert "\ufffd" in render(audit).encode().decode()


def test_the_same_audit_gives_the_same_text() -> None:
    assert render(an_audit(), manuals=manuals()) == render(an_audit(), manuals=manuals())


def test_a_catalogue_of_5_000_datasets_stays_under_3_megabytes_beside_the_scripts() -> None:
    page = render(an_audit({f"Department of number {n}": 100 for n in range(50)}, all_fail=True), manuals=manuals())
    scripts = sum(len(e.text.encode()) for e in read(page).all("script") if e.attributes.get("type") != "application/json")
    assert len(page.encode()) - scripts < 3_000_000
    assert page.count('class="fails"') == 5_000
