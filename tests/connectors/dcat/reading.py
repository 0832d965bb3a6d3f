"""Catalogue files read into frames, without a socket."""

from collections.abc import Mapping

import pandas as pd

from portalaudit.connectors.build import Builder
from portalaudit.connectors.dcat.connector import add_entries
from portalaudit.connectors.dcat.entry import Places
from portalaudit.connectors.dcat.feed import Feed, parse
from portalaudit.model.capture import Exchange
from tests.connectors.exchanges import an_answer

GOOD: Mapping[str, object] = {
    "@type": "dcat:Dataset", "title": "Trees", "description": "Every tree of the city.", "keyword": ["trees"],
    "modified": "2026-10-01", "publisher": {"name": "City of Example"}, "identifier": "https://data.example.org/trees",
    "contactPoint": {"fn": "Open data team", "hasEmail": "mailto:data@city.example"}, "accessLevel": "public",
    "distribution": [{"downloadURL": "https://data.example.org/trees.csv", "mediaType": "text/csv"}],
}  # fmt: skip
HEADER: Mapping[str, object] = {"@type": "dcat:Catalog", "conformsTo": "https://project-open-data.cio.gov/v1.1/schema"}


def an_entry(**changes: object) -> dict[str, object]:
    """A valid DCAT-US 1.1 entry; a change to `...` removes the key."""
    return {key: value for key, value in {**GOOD, **changes}.items() if value is not ...}


def a_catalogue(*entries: object, **header: object) -> dict[str, object]:
    return {**HEADER, **header, "dataset": list(entries)}


def read(document: object) -> tuple[Feed, dict[str, pd.DataFrame], dict[str, str]]:
    """The feed, its frames and the places of its fields."""
    feed = parse(document if isinstance(document, Exchange) else an_answer(document), "catalogue")
    assert isinstance(feed, Feed), feed
    builder, places = Builder(), Places(feed.catalogue.dialect)
    add_entries(builder, feed, places)
    return feed, builder.frames(), places.all()


def rows(document: object) -> list[dict[str, object]]:
    """The rows of `datasets`, in the file's order, nulls left out."""
    frame = read(document)[1]["datasets"]
    made = [
        {key: value for key, value in row.items() if value is not None and value is not pd.NA} for row in frame.to_dict("records")
    ]
    return sorted(made, key=lambda row: [int(step) if step.isdigit() else step for step in str(row["pointer"]).split("/")])
