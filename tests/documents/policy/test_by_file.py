"""Twenty recorded texts read as files, whole: kind, instrument, year and place of each, beside the truth as a person reads it.

Shares over all recorded texts are in test_recorded.py; here is what stands in the text itself, written down by hand.
"""

from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

import pytest

from portalaudit.demo.http import Response
from portalaudit.documents.policy import read_document
from portalaudit.documents.text.read import read_text
from portalaudit.documents.textual import Text
from portalaudit.model.policy import Instrument, Reading
from tests.end_to_end.six_cities import as_html, plain_of
from tests.portals.sites import in_docx, in_pdf, page, plain

pytestmark = pytest.mark.recordings
FLOORS = {"kind": 1.0, "instrument": 0.95, "year": 0.95, "place": 0.95}
"""Shares right: one may be wrong; none is now."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a text tells of itself."""

    instrument: Instrument
    year: int | None
    place: str
    """As it calls its government."""


TRUTH: dict[str, Told] = {
    "asheville-nc-2015-10-13": Told("resolution", 2015, "City of Asheville"),
    "bethlehem-pa-2017-11-09": Told("ordinance", 2017, "City of Bethlehem"),
    "chattanooga-tn-2014-05-31": Told("executive-order", 2014, "City of Chattanooga"),
    "chicago-il-2012-12-10": Told("executive-order", 2012, "City of Chicago"),
    "cincinnati-oh-2014-05-29": Told("administrative-policy", 2014, "City of Cincinnati"),
    "cook-county-il-2011-05-04": Told("ordinance", 2011, "Cook County"),
    "de-2016-01-27": Told("executive-order", 2016, "State of Delaware"),
    "detroit-mi-2015-02-19": Told("executive-order", 2015, "City of Detroit"),
    "durham-nc-2015-11-23": Told("administrative-policy", 2015, "City and County of Durham"),
    "evanston-il-2017-10-23": Told("resolution", 2017, "City of Evanston"),
    "fort-worth-tx-2016-10-14": Told("administrative-policy", 2016, "City of Fort Worth"),
    "gilbert-az-2018-01-17": Told("administrative-policy", 2018, "Town of Gilbert"),
    "glendale-az-2017-06-27": Told("resolution", 2017, "City of Glendale"),
    "hartford-ct-2014-03-26": Told("executive-order", 2014, "City of Hartford"),
    "honolulu-hi-2013-11-27": Told("ordinance", 2013, "City and County of Honolulu"),
    "jackson-ms-2015-09-01": Told("executive-order", 2015, "City of Jackson"),
    "mesa-az-2015-10-01": Told("administrative-policy", 2015, "City of Mesa"),
    "new-york-ny-2012-03-07": Told("ordinance", 2012, "City of New York"),
    "philadelphia-pa-2012-04-26": Told("executive-order", 2012, "City of Philadelphia"),
    "tx-2011-06-17": Told("statute", 2011, "State of Texas"),
}


def as_file(text: str, form: str) -> Response:
    """The text as a file of this form."""
    made = {"html": lambda: page("Document", as_html(text)), "pdf": lambda: in_pdf(text), "docx": lambda: in_docx(text)}
    return made[form]() if form in made else plain(text)


@cache
def _readings(recordings: Path, form: str) -> dict[str, Reading]:
    found = {}
    for name in TRUTH:
        text = read_text(b"".join(as_file(plain_of(recordings, name), form).body))
        assert isinstance(text, Text), text
        found[name] = read_document(text)
    return found


@pytest.mark.parametrize("form", ["plain", "html", "pdf", "docx"])
def test_shares_right(recordings: Path, form: str) -> None:
    """Whatever the file, they are read as a person reads them."""
    found = {name: (one.kind, one.instrument, one.year, one.place) for name, one in _readings(recordings, form).items()}
    told = {name: ("open-data-policy", *astuple(one)) for name, one in TRUTH.items()}
    for column, (field, floor) in enumerate(FLOORS.items()):
        wrong = {name: one[column] for name, one in found.items() if one[column] != told[name][column]}
        assert 1 - len(wrong) / len(TRUTH) >= floor, (field, wrong)


def test_all_are_in_force_as_far_as_they_tell(recordings: Path) -> None:
    assert {one.standing for one in _readings(recordings, "html").values()} <= {"in-force", "unknown"}
