"""Hostile values in a catalogue, all the way to what is printed: read as they are, shown so that they do nothing."""

import csv
import io
import json
from collections.abc import Callable
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from portalaudit.demo.arcgis import hub_portal
from portalaudit.demo.ckan import ckan_portal
from portalaudit.demo.dcat import DcatPortal
from portalaudit.demo.http import Portal, encode
from portalaudit.demo.socrata import socrata_portal
from portalaudit.export.document import schema
from tests.cli.commands import Said, say
from tests.end_to_end.auditing import checks_of
from tests.end_to_end.faulty import Ended, assert_sound, audit_of
from tests.export.report.markup import read

TEXTS = {
    "script": "<script>alert('pwned')</script>",
    "event": '"><img src=x onerror="alert(1)">',
    "closing": "</title></table></script><script>alert(2)</script>",
    "template": "{{ 7 * 7 }} {% include '/etc/passwd' %} ${7*7}",
    "markup": "[bold red]not bold[/bold red] \x1b[31mred\x1b[0m",
    "formula": '=HYPERLINK("http://evil.example/","click")',
    "command": "@SUM(1+9)*cmd|' /C calc'!A0",
    "plus": "+1-2",
    "tab": "\t=1+1",
    "wide": "＝1+1",
    "right to left": "\u202egpj.exe\u2066\u200f",
    "null byte": "before\0after",
    "control": "a\x07b\x1bc\x7fd\x85e\u2028f",
    "lone surrogate": "half \ud83d of a pair",
    "long": "x" * 100_000,
    "newlines": "one\r\ntwo\n\nthree",
    "path": "../../../../etc/passwd",
    "date": "8291-01-01",
    "duration": "R/P1D",
    "year": "2023",
    "nothing": "\u200b\u00a0",
}
"""What may stand in any text of a catalogue."""
DATES: list[object] = [
    "8291-01-01", "0000-00-00", "2023", "R/P1D", "9999-12-31T23:59:60Z", "-1", -1, 1e300, 10**30, "1e999", True, [], {}, "\0",
    "2023-02-30", "12/31/2099", "\u202e2023-01-01", "=1+1", "٢٠٢٣-٠١-٠١", "2023-01-01T00:00:00+99:99", "",
]  # fmt: skip
"""What may stand for a date."""
ROWS = list(zip(TEXTS.values(), DATES, strict=True))
LINK = "https://files.example/a.csv"


def ckan() -> Portal:
    return ckan_portal(
        {
            "id": f"{n:08d}-0000-4000-8000-000000000000", "name": f"set-{n}", "title": text, "notes": text, "author": text,
            "maintainer_email": text, "license_id": text, "license_title": text, "metadata_modified": date,
            "tags": [{"name": text}], "organization": {"title": text}, "extras": [{"key": text, "value": text},
            {"key": "frequency", "value": date}], "state": "active", "private": False, "type": "dataset",
            "resources": [{"url": text, "format": text, "name": text, "size": date, "last_modified": date}],
        }
        for n, (text, date) in enumerate(ROWS)
    )  # fmt: skip


def socrata() -> Portal:
    return socrata_portal(
        {
            "id": f"aaaa-{n:04d}", "name": text, "description": text, "assetType": "dataset", "viewType": "tabular",
            "attribution": text, "license": {"name": text, "termsLink": text}, "tags": [text], "category": text,
            "createdAt": 1_700_000_000, "viewLastModified": 1_700_000_000, "rowsUpdatedAt": 1_700_000_000,
            "metadata": {"custom_fields": {text[:200]: {text[:200]: text, "Update Frequency": date}}},
            "columns": [{"name": text, "fieldName": text, "dataTypeName": text, "description": text}],
        }
        for n, (text, date) in enumerate(ROWS)
    )  # fmt: skip


def feed() -> bytes:
    return encode(
        {
            "@type": "dcat:Catalog", "conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "title": TEXTS["script"],
            "dataset": [
                {
                    "@type": "dcat:Dataset", "identifier": f"https://hub.example/maps/{n:032x}", "title": text,
                    "description": text,
                    "landingPage": f"https://hub.example/maps/{n:032x}", "publisher": {"name": text}, "keyword": [text],
                    "contactPoint": {"fn": text, "hasEmail": text}, "license": text, "accessLevel": "public", "issued": date,
                    "modified": date, "accrualPeriodicity": date, "theme": [text], "spatial": text,
                    "distribution": [
                        {"@type": "dcat:Distribution", "title": text, "downloadURL": LINK, "mediaType": text, "format": text},
                        {"accessURL": text},
                    ],
                }
                for n, (text, date) in enumerate(ROWS)
            ],
        }
    )  # fmt: skip


PORTALS: dict[str, Callable[[], Portal]] = {
    "ckan": ckan, "socrata": socrata, "arcgis": lambda: hub_portal(feed()), "dcat": lambda: DcatPortal(feed(), TEXTS["script"]),
}  # fmt: skip


@pytest.fixture(scope="module", params=PORTALS)
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """An audit of a portal whose every text is hostile."""
    return audit_of(PORTALS[request.param](), tmp_path_factory.mktemp(request.param))


@cache
def shown(db: str, archive: Path, *arguments: str) -> Said:
    return say("--db", db, "--archive", archive, "show", "last", *arguments)


def show(ended: Ended, *arguments: str) -> str:
    said = shown(ended.place.db, ended.place.archive, *arguments)
    assert (said.code, said.err) == (0, "")
    return said.out


def test_every_entry_is_read(hostile: Ended) -> None:
    """No entry is lost, no check breaks, and replays print the same."""
    assert_sound(hostile)
    assert hostile.result.code == 0
    assert hostile.assets == len(ROWS)
    assert hostile.reasons <= {"shape"}


def test_the_document_is_valid(hostile: Ended) -> None:
    """The document is valid by the shipped schema, also with all findings."""
    validator = jsonschema_rs.validator_for(schema())
    for text in (hostile.result.document.decode(), show(hostile, "--output", "json", "--all-findings")):
        assert [error.message for error in validator.iter_errors(json.loads(text))] == []
        assert "NaN" not in text
        assert "Infinity" not in text


def test_titles_are_listed_as_they_are(hostile: Ended) -> None:
    """The list of assets has every title, but for what UTF-8 cannot hold and what is no title."""
    listed = [json.loads(line) for line in show(hostile, "--datasets", "--output", "json").splitlines()]
    titles = {row["title"] for row in listed}

    assert len(listed) == len(ROWS)
    for name in ("script", "event", "template", "formula", "command", "right to left", "path", "date", "duration", "year"):
        assert TEXTS[name] in titles, name
    for row in listed:
        for name in ("metadata_modified", "data_modified", "rows_newest", "rows_oldest"):
            assert row[name] is None or row[name][4] == "-"


def test_no_cell_of_the_csv_is_a_formula(hostile: Ended) -> None:
    """A spreadsheet program runs nothing of it, and a CSV reader finds all rows whole."""
    text = show(hostile, "--datasets", "--output", "csv")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))

    assert len(rows) == len(ROWS) + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert "\0" not in text
    cells = [cell for row in rows[1:] for cell in row]
    assert not [
        cell for cell in cells if cell.lstrip(" \u00a0\ufeff")[:1] in set("=+@\t\r\n＝＋－＠") | {"-"} and not number(cell)
    ]
    assert "'" + TEXTS["formula"] in cells


def number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return cell.isascii()


def test_the_page_shows_text_and_runs_nothing(hostile: Ended) -> None:
    """Hostile texts stand in the page escaped: no element or attribute of theirs, no script but ours."""
    html = show(hostile, "--output", "html")
    page = read(html)

    assert page.errors == []
    assert not any(name.startswith("on") for element in page.elements for name in element.attributes)
    assert not [element for element in page.elements if element.name in ("img", "iframe", "object", "embed", "base", "form")]
    assert "<script>alert" not in html
    assert TEXTS["script"] in unescape(html) or TEXTS["formula"] in unescape(html)
    assert "\0" not in html
    links = {element.attributes.get("href", "") for element in page.elements if element.name == "a"}
    assert not [link for link in links if link.lower().startswith(("javascript:", "data:", "file:", "../"))]


def test_a_terminal_is_sent_no_controls(hostile: Ended) -> None:
    """Neither escape sequences nor direction marks reach the text."""
    text = show(hostile, "--all-findings")

    assert not [char for char in text if char != "\n" and not char.isprintable()]


def test_implausible_dates_are_found(hostile: Ended) -> None:
    """What lies far ahead or is no date is a finding or no date at all, never an error; a repeating day is a frequency."""
    if hostile.portal["platform"] == "socrata":  # its stamps are numbers that the stand-in makes
        return
    found: dict[str, Any] = dict(checks_of(hostile.document)["modified_implausible"])
    assert found["failed"] >= 1
    assert found["outcome"] is None
    listed = [json.loads(line) for line in show(hostile, "--datasets", "--output", "json").splitlines()]
    daily = next(row for row in listed if row["frequency"] == "R/P1D")
    assert daily["frequency_days"] == 1
