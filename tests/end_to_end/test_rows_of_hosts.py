"""Rows of a portal whose files lie on several hosts, one of which does not answer."""

from pathlib import Path

from portalaudit.demo.dcat import DcatPortal
from portalaudit.demo.http import encode
from portalaudit.demo.server import serve
from portalaudit.demo.tables import with_tables
from tests.end_to_end.auditing import Place
from tests.end_to_end.faulty import HASTY
from tests.portals.faults import with_faults

ROWS = b"Species,Planted\n" + b"Oak,2020-01-15\nAsh,2020-02-15\nElm,2020-03-15\n"
LOST, WELL = 6, 12
"""Datasets on the host that drops connections, and on the other one."""


def test_a_host_that_drops_connections_leaves_the_others_their_turn(tmp_path: Path) -> None:
    """Its datasets come first; after three in a row it is left alone, and each of the others is asked. A replay is the same."""
    place = Place.at(tmp_path)
    files = {f"/files/{number:02d}.csv": ROWS for number in range(LOST + WELL)}
    nothing = with_tables(DcatPortal(encode({"dataset": []})), files=files)
    with serve(with_faults(nothing, ["refuse@/files/"])) as broken, serve(nothing) as well:
        entries = [
            {
                "title": f"Trees {number}", "identifier": f"t{number:02d}",
                "distribution": [{"downloadURL": f"{(broken if number < LOST else well).url}{path}", "mediaType": "text/csv"}],
            }
            for number, path in enumerate(files)
        ]  # fmt: skip
        with serve(DcatPortal(encode({"dataset": entries}))) as server:
            document = place.document(server.url, data="all", patience=HASTY)
        asked = {entry.path for entry in well.log if entry.path.startswith("/files/")}
        tried = {entry.path for entry in broken.log if entry.path.startswith("/files/")}

    assert asked == set(list(files)[LOST:])
    assert 3 <= len(tried) <= 4  # two are asked at a time
    gaps = {gap["reason"]: gap["detail"] for gap in document["portals"][0]["gaps"] if gap["part"] == "rows"}
    assert {reason: detail.partition(" ")[0] for reason, detail in gaps.items()} == {
        "connect": str(len(tried)), "not-asked": str(LOST - len(tried)),
    }  # fmt: skip
    again = place.again(document["audit"])
    assert again["show"] == again["recheck"] == again["reread"]
