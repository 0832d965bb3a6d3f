"""What an audit remembers of the single items it asked for."""

from datetime import UTC, datetime
from pathlib import Path

from portalaudit.audit.registry import open_database
from portalaudit.audit.stamps import item_stamps
from portalaudit.demo.generate import generate
from portalaudit.demo.server import serve
from portalaudit.model.capture import Event
from portalaudit.store.past import load_past
from tests.end_to_end.auditing import Place

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def test_choices_of_items_become_stamps() -> None:
    """A stamp is the one that was told, else the audit's time; other portals' choices and other choices are left out."""
    events = (
        Event("a.example items socrata", {"abcd-1234": "2026-10-01T00:00:00+00:00", "efgh-5678": "?"}),
        Event("a.example items arcgis", ["f00"]),
        Event("b.example items arcgis", ["ba7"]),
        Event("a.example sample", ["x"]),
    )

    assert item_stamps(events, "https://a.example/data", NOW) == {
        "abcd-1234": datetime(2026, 10, 1, tzinfo=UTC), "efgh-5678": NOW, "f00": NOW,
    }  # fmt: skip


def test_the_next_night_knows_what_was_asked(tmp_path: Path) -> None:
    """The views that a first night asked for are on record, and the second night asks others by rotation."""
    place = Place.at(tmp_path)
    with serve(generate("socrata", 40, 3)) as server:
        place.document(server.url)
        first = set(load_past(open_database(place.db), server.url).stamps)
        place.document(server.url)
        second = set(load_past(open_database(place.db), server.url).stamps)

    assert first
    assert first < second
