"""What only several nights show: stamps that move without their data, answers that are carried on, clocks that jump."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from portalaudit import clock
from portalaudit.archive.snapshots import load
from portalaudit.demo.catalogues.socrata import views
from portalaudit.demo.catalogues.socrata_rows import rows_of
from portalaudit.demo.server import Server, serve
from portalaudit.demo.socrata import SocrataPortal, socrata_portal
from portalaudit.demo.socrata_rows import Rows
from tests.end_to_end.nights import Calendar

View = Mapping[str, Any]

TODAY = clock.now().replace(microsecond=0)
VIEWS: list[View] = [view for view in views(60, 4, on=TODAY) if "domainCName" not in view]
DATASETS = [str(view["id"]) for view in VIEWS if view["assetType"] == "dataset" and view["grants"]]
ROWED = DATASETS + [str(view["id"]) for view in VIEWS if view["assetType"] == "filter" and view["grants"]]
"""Whose rows are asked where all are: views of tables too."""
TOUCHED, CHANGED = set(DATASETS[::3]), set(DATASETS[1::3])
"""Data sets whose stamp moves and nothing else; whose rows and stamp move; the others are left alone."""


def later(days: int) -> SocrataPortal:
    """The portal so many days on: a load has touched some data sets every night, and brought others a new row a day."""
    moved = int((TODAY + timedelta(days=days)).timestamp())
    now = [
        {**view, "rowsUpdatedAt": moved, "viewLastModified": moved} if str(view["id"]) in TOUCHED | CHANGED else view
        for view in VIEWS
    ]
    first = {str(view["id"]): view for view in VIEWS}

    def rows(view: View) -> Any:
        names, cells = rows_of(first[str(view["id"])], 4) or ([], [])
        grown = [*cells, *cells[:days]] if str(view["id"]) in CHANGED else cells
        return names, grown

    return socrata_portal(now, rows=Rows(make=rows))


def at(server: Server, days: int) -> None:
    """The portal on that day, at the same address."""
    server.portals[""] = later(days)


def asked(server: Server, begin: int) -> list[str]:
    """The data sets whose rows were asked for since a place in the log."""
    paths = [entry.path for entry in server.log[begin:] if entry.path.startswith("/resource/")]
    return [path.removeprefix("/resource/").removesuffix(".json") for path in paths]


def test_a_stamp_that_is_touched_every_night_is_found_out(tmp_path: Path) -> None:
    calendar = Calendar.at(tmp_path)
    with serve(later(0)) as portal:
        first = calendar.audit(portal.url)
        at(portal, 30)
        second = calendar.audit(portal.url, 30)
    assert calendar.failing(first, "stamp_without_change") == set()
    assert calendar.failing(second, "stamp_without_change") == TOUCHED
    again = calendar.place.again(second["audit"])
    assert again["show"] == again["recheck"] == again["reread"]


def test_a_second_night_asks_only_what_moved(tmp_path: Path) -> None:
    calendar = Calendar.at(tmp_path)
    with serve(later(0)) as portal:
        first = calendar.audit(portal.url)
        assert set(asked(portal, 0)) == set(ROWED)
        begin = len(portal.log)
        at(portal, 1)
        second = calendar.audit(portal.url, 1)
        assert set(asked(portal, begin)) == TOUCHED | CHANGED
        begin = len(portal.log)
        third = calendar.audit(portal.url, 2)
        assert asked(portal, begin) == []
        begin = len(portal.log)
        month = calendar.audit(portal.url, 60)  # by rotation
        assert set(asked(portal, begin)) == set(ROWED)
    carried = [probes(calendar, document)["carried"].sum() for document in (first, second, third, month)]
    assert carried == [0, len(ROWED) - len(TOUCHED | CHANGED), len(ROWED), 0]
    newest = [list(probes(calendar, document)["newest"]) for document in (second, third)]
    assert newest[0] == newest[1]
    assert calendar.failing(third, "stamp_without_change") == calendar.failing(second, "stamp_without_change") == TOUCHED


def probes(calendar: Calendar, document: Mapping[str, Any]) -> Any:
    """The frame of an audit's questions."""
    return load(calendar.place.archive, document["portals"][0]["snapshot"]["digest"]).probes


def test_a_clock_that_jumps_stops_nothing(tmp_path: Path) -> None:
    calendar = Calendar.at(tmp_path)
    with serve(later(0)) as portal:
        documents = [calendar.audit(portal.url, day) for day in (0, -400, 400, 1)]
    for document in documents:
        assert document["complete"] and document["portals"][0]["gaps"] == []
        assert "error" not in {check["outcome"] for check in document["portals"][0]["checks"]}
    again = calendar.place.again(documents[-1]["audit"])
    assert again["show"] == again["recheck"] == again["reread"]
