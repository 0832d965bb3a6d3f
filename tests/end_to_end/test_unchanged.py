"""A second night on a portal that has not changed: the server answers 304, and the same is read."""

from pathlib import Path

import pytest

from portalaudit.demo.generate import generate
from portalaudit.demo.server import Options, serve
from tests.end_to_end.auditing import Place


@pytest.mark.parametrize("kind", ["ckan", "arcgis", "dcat", "socrata"])
@pytest.mark.parametrize("gzip", [False, True], ids=["plain", "gzip"])
def test_the_second_night_reads_what_the_first_one_kept(tmp_path: Path, kind: str, gzip: bool) -> None:
    place = Place.at(tmp_path)
    with serve(generate(kind, 60, 3), options=Options(gzip=gzip, validators=True)) as portal:
        first = place.document(portal.url)
        second = place.document(portal.url)
    (before,), (after,) = first["portals"], second["portals"]
    assert after["traffic"]["not_modified"] > 0
    assert {name: count for name, count in after["snapshot"].items() if name != "digest"} == {
        name: count for name, count in before["snapshot"].items() if name != "digest"
    }
    assert after["gaps"] == before["gaps"] == []
    again = place.again(second["audit"])
    assert again["show"] == again["recheck"] == again["reread"]
