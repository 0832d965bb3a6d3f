"""Answers as lines of `probes`."""

from datetime import UTC, datetime

import pytest

from portalaudit.audit.rowchoice import Planned
from portalaudit.audit.rowframes import Asked, probes_frame, profiles_frame
from portalaudit.model.probes import Answer, ColumnAnswer, Question

NOW = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(("latest", "at"), [(5, "/0/max_1"), (9, None), (None, None)])
def test_the_place_of_the_newest_is_told_where_it_is_the_greatest(latest: int | None, at: str | None) -> None:
    column = ColumnAnswer("opened", "date", "event", "name-event", newest=5, latest=latest, latest_raw="x", at="/0/max_1")
    asked = Asked(0, Planned(Question("a", ()), NOW, (), None), Answer("soda", columns=(column,)), (), None)
    told, kept = probes_frame([asked])["at"].tolist()[0], profiles_frame([asked])["at"].tolist()
    assert (told if isinstance(told, str) else None, kept) == (at, ["/0/max_1"])
