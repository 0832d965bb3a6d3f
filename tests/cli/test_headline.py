"""A rubric's one line on the terminal."""

import pytest

from portalaudit.cli.summary import headline

COUNTS = {"met": 1, "partly": 0, "not_met": 2, "undetermined": 1, "of": 4}


@pytest.mark.parametrize(
    ("rubric", "line"),
    [
        ({"scored": True, "score": 72.0, "decided": 0.91}, "72 of 100, 91 % decided"),
        ({"scored": True, "score": None, "decided": 0.0}, "no score: nothing could be decided"),
        (
            {"scored": True, "score": 77.4, "decided": 1.0, "states": {"Gold": 1103, "Silver": 146, "Bronze": 6, "undecided": 0}},
            "77.4 of 100, 100 % decided; 1,103 Gold, 146 Silver, 6 Bronze",
        ),
        (
            {"scored": False, "score": None, "decided": 0.75},
            "evidence for 3 of 4 criteria: 1 met, 0 partly, 2 not met; 1 undetermined",
        ),
    ],
)
def test_headline(rubric: dict[str, object], line: str) -> None:
    assert headline({**rubric, "counts": COUNTS}) == line
