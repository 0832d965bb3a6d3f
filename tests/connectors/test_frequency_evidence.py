"""A declared frequency keeps its raw key and value, and the finding about it leads to both, whatever the platform."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from portalaudit.archive.reader import ArchiveReader
from portalaudit.audit.evidence import Witness
from portalaudit.checks.run import discover, run
from portalaudit.connectors.arcgis import CONNECTOR as ARCGIS
from portalaudit.connectors.ckan import CONNECTOR as CKAN
from portalaudit.connectors.dcat import CONNECTOR as DCAT
from portalaudit.connectors.socrata import CONNECTOR as SOCRATA
from portalaudit.connectors.socrata.crawl import Taken, take_page
from portalaudit.connectors.socrata.described import Descriptions
from portalaudit.connectors.socrata.discovery import Page
from portalaudit.connectors.values import member
from portalaudit.data.declared import read_frequency
from portalaudit.demo.ckan import ckan_portal
from portalaudit.demo.dcat import DcatPortal
from portalaudit.demo.socrata import socrata_portal
from portalaudit.model.check import Verdict
from portalaudit.model.ports import Connector
from tests.connectors.arcgis.hubs import a_feature, a_hub, an_item
from tests.connectors.crawling import Crawled, Scripted, crawl_portal
from tests.connectors.dcat.reading import a_catalogue, an_entry

ODD = "whenever  the moon is full\u00a0"
"""No table knows it, and its blanks show whether the value was touched."""
UNREADABLE = next(check for check in discover() if check.id == "frequency_unreadable")
METADATA = {"metadata": {"dataIdInfo": {"resMaint": {"maintFreq": {"MaintFreqCd": {"@_value": ODD}}}}}}
LISTED = {"metadata": {"dataIdInfo": [{"resMaint": [{"usrDefFreq": {"duration": ODD}}]}]}}


def a_package(**more: object) -> dict[str, object]:
    return {"id": "p1", "name": "trees", "title": "Trees", "type": "dataset", "resources": [], **more}


def a_view(fields: Mapping[str, object]) -> dict[str, object]:
    return {
        "id": "aaaa-0001", "name": "Trees", "assetType": "dataset", "viewType": "tabular", "createdAt": 1_700_000_000,
        "viewLastModified": 1_700_000_000, "rowsUpdatedAt": 1_700_000_000, "metadata": {"custom_fields": fields},
    }  # fmt: skip


def a_dcat_ap() -> bytes:
    entry = {"@type": "dcat:Dataset", "@id": "http://x/1", "dct:title": "Trees", "dct:accrualPeriodicity": {"@id": ODD}}
    graph = {"@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"}, "@type": "dcat:Catalog"}
    return json.dumps({**graph, "dcat:dataset": [entry]}).encode()


CASES = {
    "ckan, a key of the package": (CKAN, ckan_portal([a_package(update_frequency=ODD)]), "update_frequency"),
    "ckan, an extra": (
        CKAN,
        ckan_portal([a_package(extras=[{"key": "a", "value": "b"}, {"key": "Frequência de atualização", "value": ODD}])]),
        "Frequência de atualização",
    ),
    "socrata, set and key apart": (
        SOCRATA,
        socrata_portal([a_view({"Internal": {"How often are data values updated?": ODD}})]),
        "Internal / How often are data values updated?",
    ),
    "socrata, flattened": (
        SOCRATA,
        socrata_portal([a_view({"Dataset Summary": {"Posting Frequency": ODD}})], views_metadata=False),
        "Dataset Summary / Posting Frequency",
    ),
    "dcat-us": (DCAT, DcatPortal(json.dumps(a_catalogue(an_entry(accrualPeriodicity=ODD))).encode()), "accrualPeriodicity"),
    "dcat-ap": (DCAT, DcatPortal(a_dcat_ap()), "accrualPeriodicity"),
    "hub, its feed": (ARCGIS, Scripted(a_hub([an_item(1, accrualPeriodicity=ODD)], [a_feature(1, metadata=METADATA)])),
                      "accrualPeriodicity"),
    "hub, the search beside the feed": (
        ARCGIS, Scripted(a_hub([an_item(1)], [a_feature(1, metadata=METADATA)])), "dataIdInfo/resMaint/maintFreq/MaintFreqCd",
    ),
    "hub, the search alone": (
        ARCGIS, Scripted(a_hub(None, [a_feature(1, metadata=LISTED)])), "dataIdInfo/resMaint/usrDefFreq/duration",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("connector", "portal", "key"), CASES.values(), ids=CASES)
def test_raw_key_and_value_are_kept_and_shown(connector: Connector, portal: Any, key: str, tmp_path: Path) -> None:
    crawled = crawl_portal(connector, portal, tmp_path, attempts=1)
    (row,) = crawled.rows().values()
    assert (row["frequency"], row["frequency_key"]) == (ODD, key)

    verdict = run(UNREADABLE, crawled.seen)
    assert isinstance(verdict, Verdict)
    (evidence,) = Witness(crawled.seen, UNREADABLE, verdict).finding(0).evidence
    assert evidence.excerpt == ODD
    assert _at(crawled, tmp_path, evidence.capture, evidence.pointer) == ODD


def _at(crawled: Crawled, folder: Path, capture: str | None, pointer: str | None) -> object:
    """What stands at a pointer in the bytes that were archived."""
    body = ArchiveReader(folder / "archive").decoded(crawled.captures[str(capture)])
    value = json.loads(body)
    for step in str(pointer).split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        value = value[int(step)] if isinstance(value, list) else member(value, step)
    return value


def test_a_hub_without_formal_metadata_shows_no_frequency(tmp_path: Path) -> None:
    """What the search does not carry is not observed; beside a feed its entry has no such key."""
    alone = crawl_portal(ARCGIS, Scripted(a_hub(None, [a_feature(1), a_feature(2, metadata=[])])), tmp_path / "a", attempts=1)  # type: ignore[arg-type]
    beside = crawl_portal(ARCGIS, Scripted(a_hub([an_item(1)], [a_feature(1)])), tmp_path / "b", attempts=1)  # type: ignore[arg-type]
    assert [row["frequency_state"] for row in alone.rows().values()] == [None, None]
    assert [row["frequency_state"] for row in beside.rows().values()] == [0]


QUESTIONS = [
    # the key, its values, and whether they show that it holds a frequency
    ("Do the numbers ever change?", ["Daily", "Weekly", "As Needed", "Monthly"], True),
    ("Quando aparecem dados novos?", ["Diária", "Mensal", "Não regular"], True),
    ("Wann kommt Neues?", ["täglich", "jährlich", "bei Bedarf", "monatlich"], True),
    ("Rhythm", ["R/P1M", "R/P1Y", "R/P1D"], True),
    ("Is it kept?", ["Archived", "Archived", "Never"], False),  # none of them has a period
    ("Anything new?", ["Yes", "No", "Yes", "Daily"], False),
    ("Granularidade temporal", ["Mensal", "Anual", "Diário"], False),  # of the values, not of their updating
    ("Cobertura", ["Anual", "Anual", "Mensal"], False),
    ("Team", ["Daily News desk of the city, which prints what other departments write", "Daily News" * 9, "x"], False),
]


@pytest.mark.parametrize(("key", "values", "holds"), QUESTIONS)
@pytest.mark.parametrize("platform", ["ckan, extras", "ckan, own keys", "socrata", "socrata, flattened"])
def test_a_key_that_asks_a_question_is_known_by_its_values(
    platform: str, key: str, values: list[str], holds: bool, tmp_path: Path
) -> None:
    if platform.startswith("ckan"):
        own = platform == "ckan, own keys"
        told = [{key: value} if own else {"extras": [{"key": key, "value": value}]} for value in values]
        packages = [a_package(**more) | {"id": f"p{n}", "name": f"n{n}"} for n, more in enumerate(told)]
        crawled = crawl_portal(CKAN, ckan_portal(packages), tmp_path)
    else:
        views = [a_view({"Set": {key: value}}) | {"id": f"aaaa-{n:04}"} for n, value in enumerate(values)]
        crawled = crawl_portal(SOCRATA, socrata_portal(views, views_metadata=platform == "socrata"), tmp_path)
    read = sorted(value for row in crawled.rows().values() if isinstance(value := row["frequency"], str))
    assert read == (sorted(values) if holds else [])


DOMAINS = {
    # Discovery key → value, as real domains have them; and which of a domain's keys is believed
    "Chicago": ({"Metadata_Frequency": "Data are updated daily.", "Metadata_Time-Period": "2011 to present",
                 "Metadata_Last-Updated-Date-via-Automated-Load": "Daily"}, "Metadata / Frequency"),
    "New York City": ({"Update_Data-Change-Frequency": "Hourly", "Update_Update-Frequency": "Annually",
    "Update_Automation": "Yes",
                       "Update_Date-Made-Public": "12/7/2020"}, "Update / Update Frequency"),
    "New York State": ({"Dataset-Summary_Data-Frequency": "Daily", "Dataset-Summary_Posting-Frequency": "Static - Not Updated",
                        "Dataset-Summary_Time-Period": "Annual"}, "Dataset Summary / Posting Frequency"),
    "Calgary": ({"Time/Date_Update-Frequency": "Semiannual"}, "Time/Date / Update Frequency"),
    "Connecticut": ({"Details_Update-Frequency": "Not updated (historical data)"}, "Details / Update Frequency"),
    "Pennsylvania": ({"Data-Management_Update-Frequency": "Ad Hoc"}, "Data Management / Update Frequency"),
    "Washington": ({"Temporal_Posting-Frequency": "Daily"}, "Temporal / Posting Frequency"),
    "CDC": ({"Common-Core_Last-Update": "R/P1Y", "Common-Core_Update-Frequency": "R/P1Y"}, "Common Core / Update Frequency"),
    "Delaware": ({"Additional-Information_Frequency-of-publishing": "Semi-annually"},
    "Additional Information / Frequency of publishing"),
    "Dallas": ({"Additional-Information_Update-Frequency": "Every 2 Minutes", "Custom-Metadata-Fields_Automated-Updates": "Yes"},
               "Additional Information / Update Frequency"),
    "Howard County": ({"Additional-Metadata_Frequency": "Annually"}, "Additional Metadata / Frequency"),
    "Mesa": ({"Frequency_Data-Change": "Weekly", "Frequency_Publishing": "Monthly"}, "Frequency / Publishing"),
    "Mesa, its load": ({"Frequency_Data-Change": "Weekly", "Frequency_Scheduled-Data-Update": "Monthly"},
                       "Frequency / Scheduled Data Update"),
    "Pierce County": ({"Publishing_Update-Frequency": "Quarterly"}, "Publishing / Update Frequency"),
    "Austin": ({"Publishing-Information_Update-Frequency": "Monthly"}, "Publishing Information / Update Frequency"),
    "Catalonia": ({"Freqüència-d'actualització_Freqüència-d'actualització": "Dades estàtiques"},
                  "Freqüència d'actualització / Freqüència d'actualització"),
    "Lombardy": ({"Frequenza_di_aggiornamento_Data-ultima-modifica": "03/04/2024",
                  "Frequenza_di_aggiornamento_Frequenza": "Giornaliera"}, "Frequenza / di_aggiornamento_Frequenza"),
    "L'Hospitalet": ({"Actualització_Periodicitat": "Diari"}, "Actualització / Periodicitat"),
    "Chattanooga": ({"Internal_How-often-are-data-values-updated?": "Historical (no longer updated)"},
                    "Internal / How often are data values updated?"),
    "Chattanooga, another set": ({"Update-Frequency_Period": "As Needed"}, "Update Frequency / Period"),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "key"), DOMAINS.values(), ids=DOMAINS)
def test_what_real_domains_call_it(fields: dict[str, str], key: str) -> None:
    asset = {
        "resource": {"id": "aaaa-0001", "name": "N", "type": "dataset"}, "metadata": {"domain": "p"},
        "classification": {"domain_metadata": [{"key": name, "value": value} for name, value in fields.items()]},
    }  # fmt: skip
    taken = Taken("http://p", "p", Descriptions({}, None, ()), {})
    take_page(taken, Page([asset], None, "c1"))
    row = taken.builder.frames()["datasets"].to_dict("records")[0]

    assert row["frequency_key"] == key
    assert row["frequency"] == fields[next(name for name in fields if " / ".join(name.replace("-", " ").split("_", 1)) == key)]
    assert read_frequency(row["frequency"], row["frequency_key"]) is not None
