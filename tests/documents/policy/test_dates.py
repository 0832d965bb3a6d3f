"""Dates: as people write them, which of them is the adoption, and when a review is due."""

from datetime import date

import pytest

from portalaudit.documents.policy import read_document
from portalaudit.documents.policy.folding import fold
from portalaudit.documents.policy.page import Page
from portalaudit.documents.policy.review import review_of
from portalaudit.documents.policy.written import moments, number_in_words
from tests.documents.policy.made_up import as_text

D = date


@pytest.mark.parametrize(
    ("text", "year", "day"),
    [
        ("January 5, 2016", 2016, D(2016, 1, 5)),
        ("5 January 2016", 2016, D(2016, 1, 5)),
        ("Dec. 21, 2015", 2015, D(2015, 12, 21)),
        ("MAY 03 2017", 2017, D(2017, 5, 3)),
        ("this 26th day of March, 2014", 2014, D(2014, 3, 26)),
        ("the 31st day of May, 2014", 2014, D(2014, 5, 31)),
        ("______13___ DAY OF APRIL, 2017", 2017, D(2017, 4, 13)),
        ("23rd of October 2013", 2013, D(2013, 10, 23)),
        ("01/05/2016", 2016, None),
        ("05/05/2016", 2016, D(2016, 5, 5)),
        ("13/05/2016", 2016, D(2016, 5, 13)),
        ("05/13/2016", 2016, D(2016, 5, 13)),
        ("11-29-17", 2017, D(2017, 11, 29)),
        ("2016-01-05", 2016, D(2016, 1, 5)),
        ("August 2016", 2016, None),
        ("xx/xx/2014", 2014, None),
        ("2 de marzo de 2019", 2019, D(2019, 3, 2)),
        ("23 de febrero del 2019", 2019, D(2019, 2, 23)),
        ("a los 12 días del mes de abril de 2018", 2018, D(2018, 4, 12)),
        ("veintiséis días del mes de julio de dos mil diecisiete", 2017, D(2017, 7, 26)),
        ("1º de março de 2020", 2020, D(2020, 3, 1)),
        ("aos 22 dias do mês de setembro de 2018", 2018, D(2018, 9, 22)),
        ("eleventh day of March in the year two thousand thirteen", 2013, D(2013, 3, 11)),
        ("twenty-sixth day of May, 2015", 2015, D(2015, 5, 26)),
        ("For the year 2016", 2016, None),
    ],
)
def test_written_dates(text: str, year: int, day: date | None) -> None:
    (found,) = moments(fold(text))
    assert (found.year, found.day) == (year, day)


@pytest.mark.parametrize(
    "text", ["February 30, 2016 or so", "section 12-3-4567", "1.2.3.4", "32/13/2016", "$1,234.5678", "555-867-5309"]
)
def test_what_is_no_date(text: str) -> None:
    assert all(found.day is None for found in moments(fold(text)))


def test_a_date_in_digits_is_settled_by_the_same_date_in_words() -> None:
    assert [found.day for found in moments("approved 2/1/2016. version of february 1, 2016")] == [D(2016, 2, 1), D(2016, 2, 1)]
    assert [found.day for found in moments("approved 2/1/2016. version of march 1, 2016")] == [None, D(2016, 3, 1)]


def test_the_year_in_a_link_is_taken_where_the_text_tells_none() -> None:
    text = as_text(POLICY.format(head="", middle="", foot=""))
    assert read_document(text, shown="Open data resolution (2013)").year == 2013
    assert read_document(text, "https://city.example/uploads/2016/policy.pdf").year is None
    dated = as_text(POLICY.format(head="", middle="", foot="Adopted June 5, 2018"))
    assert read_document(dated, shown="Open data resolution (2013)").year == 2018


def test_numbers_in_words() -> None:
    assert [number_in_words(text) for text in ("twenty-six", "dos", "cuarenta", "")] == [26, 2, None, None]


POLICY = """
{head}

OPEN DATA POLICY OF THE CITY OF ARLEN

WHEREAS, on March 1, 2011, the City Council launched an open data portal; and
WHEREAS, the City of Arlen is committed to transparency;
BE IT RESOLVED by the City Council that departments shall publish public data sets in machine-readable formats, no later than
July 1, 2019, and that this resolution shall be carried out pursuant to the Records Act of May 4, 1977.
The City Manager shall report by January 15, 2020. {middle}

{foot}
"""


@pytest.mark.parametrize(
    ("head", "middle", "foot", "day", "year"),
    [
        ("", "", "PASSED AND ADOPTED this 5th day of June, 2018.", D(2018, 6, 5), 2018),
        ("Effective date: July 5, 2018", "", "Adopted June 5, 2018", D(2018, 6, 5), 2018),
        ("EFFECTIVE DATE: 13/07/2018", "", "", D(2018, 7, 13), 2018),
        ("Adopted 01/05/2018", "", "", None, 2018),
        ("RESOLUTION NO. 2018-44", "", "", None, 2018),
        ("Policy\nJune 5, 2018", "", "", D(2018, 6, 5), 2018),
        ("", "", "Signed: June 5, 2018\nRevised: August 9, 2019", D(2018, 6, 5), 2018),
        (
            "",
            "It carries out Resolution 12, adopted by the council on May 2, 2016.",
            "Approved June 5, 2018",
            D(2018, 6, 5),
            2018,
        ),
        ("", "", "", None, None),
    ],
)
def test_the_adoption_among_other_dates(head: str, middle: str, foot: str, day: date | None, year: int | None) -> None:
    reading = read_document(as_text(POLICY.format(head=head, middle=middle, foot=foot)))
    assert (reading.kind, reading.adopted, reading.year) == ("open-data-policy", day, year)


@pytest.mark.parametrize(
    ("text", "adopted", "due"),
    [
        ("This policy shall be reviewed by December 31, 2018.", None, D(2018, 12, 31)),
        ("This policy shall be reviewed every two years.", D(2016, 2, 29), D(2018, 2, 28)),
        ("The policy will be reviewed annually.", D(2016, 1, 5), D(2017, 1, 5)),
        ("This policy shall be reviewed every two (2) years.", D(2016, 1, 5), D(2018, 1, 5)),
        ("Esta política será revisada cada dos años.", D(2019, 3, 2), D(2021, 3, 2)),
        ("A política será revisada a cada 18 meses.", D(2018, 9, 22), D(2020, 3, 22)),
        ("Next review date: May 1, 2021", D(2018, 5, 1), D(2021, 5, 1)),
        ("This policy shall be reviewed every two years.", None, None),
        ("Datasets shall be reviewed every two years.", D(2016, 1, 5), None),
        ("This policy shall be reviewed every gazillion years.", D(2016, 1, 5), None),
        ("This policy shall be reviewed every 99 years.", D(2016, 1, 5), None),
    ],
)
def test_reviews(text: str, adopted: date | None, due: date | None) -> None:
    found = review_of(Page(as_text(text)), adopted)
    assert (found.due if found else None) == due
