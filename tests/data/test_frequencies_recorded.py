"""What the recorded portals declare: the table reads what the benchmark prints, on a floor."""

from collections import Counter
from pathlib import Path

import pytest

from bench.frequencies import stated

READ, FEWEST = 0.98, 800
"""Reached when this was written: 0.994 of 812 values. Below the floor a connector or the table broke."""
WORDS = {
    # what these portals are known to declare, by the words of the table
    "chattanooga/api-views-20240927": {"daily": 93, "as needed": 88, "never": 80},
    "healthdata-gov/dcat-us-2020": {"annual": 64, "monthly": 17, "weekly": 7, "quarterly": 4},
    "amsterdam/ckan-packages": {"daily": 14, "annual": 9},
}


@pytest.mark.recordings
def test_what_portals_declare_is_read(recordings: Path) -> None:
    found, assets = stated(recordings)
    said = [one for one in found if not one.nothing]
    unknown = [one.value for one in said if one.read is None]

    assert len(assets) == 18
    assert len(said) >= FEWEST
    assert len(unknown) <= (1 - READ) * len(said), Counter(unknown).most_common(30)
    assert all(one.key for one in said), "every value keeps the key that held it"
    for portal, words in WORDS.items():
        read = Counter(one.read.word for one in said if one.portal == portal and one.read is not None)
        assert {word: read[word] for word in words} == words, portal
