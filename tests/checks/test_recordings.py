"""The checks on values of real catalogues, taken from the recorded JSON without a connector."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from portalaudit.checks.metadata.licence import recognise, states_nothing
from portalaudit.connectors.values import ABSENT
from portalaudit.data.declared import read_frequency
from tests.builders import a_column, a_dataset, a_snapshot
from tests.checks.table import PASS, words

pytestmark = pytest.mark.recordings

Json = dict[str, Any]


def feed(recordings: Path, name: str) -> list[Json]:
    found = json.loads((recordings / "portals" / name).read_text(encoding="utf-8"))
    entries: list[Json] = found if isinstance(found, list) else found["dataset"]
    return entries


def views(recordings: Path) -> list[Json]:
    text = (recordings / "portals/chattanooga/api-views-20240927.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(("kind", "total", "unlicensed", "undescribed"), [("dataset", 240, 193, 209), ("filter", 99, 92, 75)])
def test_chattanooga(recordings: Path, kind: str, total: int, unlicensed: int, undescribed: int) -> None:
    """Licences and columns of its datasets and of its filtered views; Socrata's own columns don't count."""
    rows = []
    for view in views(recordings):
        if view["assetType"] == kind:
            columns = [
                a_column(
                    description=column.get("description", ABSENT), system=column["fieldName"].startswith(":@computed_region")
                )
                for column in view["columns"]
            ]
            stated = view.get("licenseId", ABSENT)
            rows.append(a_dataset(license=stated, license_title=ABSENT, license_url=ABSENT, columns=columns))
    snapshot = a_snapshot(*rows)

    assert len(rows) == total
    assert Counter(words("license_missing", snapshot))["absent"] == unlicensed
    assert Counter(words("columns_undescribed", snapshot))["undescribed"] == undescribed


@pytest.mark.parametrize(
    ("name", "templates"),
    [
        ("iowa-dot/dcat-us-20210119.json", 249),
        ("detroit/arcgis-dcat-us-20200414.json", 35),
        ("baltimore/dcat-us-20220916.json", 25),
    ],
)
def test_templates_that_were_never_rendered(recordings: Path, name: str, templates: int) -> None:
    rows = [a_dataset(title=entry["title"], description=entry["description"]) for entry in feed(recordings, name)]
    said = Counter(words("placeholder_text", a_snapshot(*rows)))

    assert said == {"template": templates, PASS: len(rows) - templates}


@pytest.mark.parametrize(
    ("name", "missing", "total"),
    [
        ("baltimore/dcat-us-20220916.json", 588, 681),
        ("chicago/dcat-us-20200722.json", 801, 801),
        ("healthdata-gov/dcat-us-2020.json", 1272, 1762),
    ],
)
def test_licences_that_are_missing(recordings: Path, name: str, missing: int, total: int) -> None:
    """Baltimore's include one of markup without text."""
    rows = [
        a_dataset(license=entry.get("license", ABSENT), license_title=ABSENT, license_url=ABSENT)
        for entry in feed(recordings, name)
    ]
    said = Counter(words("license_missing", a_snapshot(*rows)))

    assert len(rows) == total
    assert total - said[PASS] == missing


def test_identifiers_used_twice(recordings: Path) -> None:
    """106 identifiers, each on two of the 1,762 entries."""
    rows = [
        a_dataset(key=f"d{n}", identifier=entry["identifier"])
        for n, entry in enumerate(feed(recordings, "healthdata-gov/dcat-us-2020.json"))
    ]

    assert Counter(words("identifier_duplicate", a_snapshot(*rows)))["duplicate"] == 212


def test_what_cities_declare_is_read(recordings: Path) -> None:
    """Chattanooga's frequencies all, Amsterdam's all but one sentence."""
    declared = []
    for view in views(recordings):
        fields = view.get("metadata", {}).get("custom_fields", {})
        declared += [
            fields.get("Internal", {}).get("How often are data values updated?"),
            fields.get("Update Frequency", {}).get("Period"),
        ]
    stated = [text for text in declared if text]

    assert len(stated) >= 300
    assert {text for text in stated if read_frequency(text) is None} == set()

    packages = [json.loads(line) for line in (recordings / "portals/amsterdam/ckan-packages.jsonl").read_text().splitlines()]
    dutch = [text for each in packages if (text := each.get("update_frequency") or _extra(each, "update_frequency"))]
    assert {text for text in dutch if read_frequency(text) is None} <= {"API realtime, CSV dagelijks"}


def _extra(package: Json, key: str) -> str | None:
    extras = package.get("extras")
    return next((str(each["value"]) for each in extras if each["key"] == key), None) if isinstance(extras, list) else None


def test_licences_of_ckan_portals_are_recognised(recordings: Path) -> None:
    packages = [json.loads(line) for line in (recordings / "portals/amsterdam/ckan-packages.jsonl").read_text().splitlines()]
    ids = Counter(str(package["license_id"]) for package in packages)
    unknown = {each for each in ids if recognise(each) is None and not states_nothing(each)}

    assert unknown == set()
    assert states_nothing("notspecified")
    assert ids["notspecified"] == 77
