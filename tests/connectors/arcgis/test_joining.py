"""What the search adds to the feed's rows, and where it says that it stands."""

from pathlib import Path

import pandas as pd

from portalaudit.audit.evidence import Witness
from portalaudit.checks.run import discover, run
from portalaudit.model.check import Verdict
from tests.connectors.arcgis.hubs import a_feature, a_hub, an_item, by_title
from tests.connectors.arcgis.test_crawl import crawl


def test_the_search_fills_what_the_feed_lacks_and_every_place_leads_to_it(tmp_path: Path) -> None:
    lacking = {"modified": ..., "keyword": ..., "contactPoint": {"fn": "Team"}, "license": ...}
    feed = [an_item(1, **lacking), an_item(2, theme=["feed"]), an_item(3, keyword=[], modified=None)]
    told = {"categories": ["/Categories/Trees"], "orgContactEmail": "gis@city.example", "licenseInfo": "CC0"}
    crawled = crawl(a_hub(feed, [a_feature(n, **told) for n in (1, 2, 3, 4)] + [a_feature(5)]), tmp_path)
    rows = by_title(crawled.rows())
    one = rows["Set 1"]
    assert (one["modified"], one["contact_email"], one["license"]) == ("1627417486000", "gis@city.example", "CC0")
    assert [list(rows[f"Set {n}"]["categories"]) for n in (1, 2, 4)] == [["/Categories/Trees"], ["feed"], ["/Categories/Trees"]]  # type: ignore[call-overload]
    assert one["categories_at"] == "search#/properties/categories"
    assert one["keywords_at"] == "search#/properties/tags"
    assert (rows["Set 3"]["keywords_state"], rows["Set 3"]["modified_state"]) == (2, 1)  # said, if only that there is nothing
    assert crawled.seen.places["categories"] == "/theme"
    assert rows["Set 4"]["categories_at"] == "/properties/categories"
    assert rows["Set 2"]["contact_email"] == "mailto:data@city.example"


def test_a_field_that_neither_tells_is_absent_in_the_feeds_entry(tmp_path: Path) -> None:
    crawled = crawl(a_hub([an_item(1)], [a_feature(1), a_feature(2, categories=["x"])]), tmp_path)
    check = next(check for check in discover() if check.id == "category_missing")
    verdict = run(check, crawled.seen)
    assert isinstance(verdict, Verdict)
    (evidence,) = Witness(crawled.seen, check, verdict).finding(verdict.passed.to_pylist().index(False)).evidence
    assert (evidence.capture, evidence.pointer, evidence.absent) == (
        crawled.seen.entry_points["bulk-feed"],
        "/dataset/0",
        "theme",
    )


def test_stamps_say_where_they_stand(tmp_path: Path) -> None:
    layer = {"itemModified": 1_600_000_000_000, "modifiedProvenance": "layer.editingInfo.lastEditDate"}
    crawled = crawl(a_hub([an_item(1), an_item(2)], [a_feature(1, **layer), a_feature(2), a_feature(3, **layer)]), tmp_path)
    rows = by_title(crawled.rows())
    assert crawled.seen.places["data_modified"] == "/modified"
    assert [rows[f"Set {n}"]["data_modified_at"] for n in (1, 3)] == ["search#/properties/modified", "/properties/modified"]
    assert [rows[f"Set {n}"]["metadata_modified_at"] for n in (1, 2, 3)] == [
        "search#/properties/itemModified", "search#/properties/modified", "/properties/itemModified",
    ]  # fmt: skip
    assert str(rows["Set 2"]["data_modified"]).startswith("2026-10-01")


def test_columns_of_items_that_the_feed_has_are_kept_and_the_others_are_unseen(tmp_path: Path) -> None:
    fields = [{"name": "OBJECTID", "type": "esriFieldTypeOID"}, {"name": "species", "type": "esriFieldTypeString"}]
    features = [a_feature(1, fields=fields), a_feature(2), a_feature(3, fields=fields), a_feature(4)]
    crawled = crawl(a_hub([an_item(1), an_item(2)], features), tmp_path)
    columns = crawled.seen.columns
    assert "columns" in crawled.seen.parts
    assert columns["dataset"].value_counts().tolist() == [2, 2]
    assert set(columns["at"]) == {f"{part}#/properties/fields/{n}" for part in ("search", "") for n in (0, 1)}
    unseen = {title: row["unseen"] for title, row in by_title(crawled.rows()).items()}
    assert pd.isna(unseen["Set 1"])
    assert [unseen[f"Set {n}"] for n in (2, 3, 4)] == ["columns", "distributions violations", "distributions violations columns"]
