"""Instruments and their numbers, titles, and which of several policies is in force."""

from datetime import date

import pytest

from portalaudit.documents.policy import in_force, read_document
from portalaudit.documents.policy.instruments import act_of
from portalaudit.documents.policy.page import Page
from portalaudit.model.policy import DocumentKind, Instrument, Quote, Reading, Standing
from tests.documents.policy.made_up import as_text
from tests.portals.sites import POLICY

BODY = "\n\nSection 1. Departments shall publish open data. "


@pytest.mark.parametrize(
    ("head", "instrument", "number"),
    [
        ("ORDINANCE NO. 46,912\nAN ORDINANCE APPROVING AN OPEN DATA POLICY", "ordinance", "ORDINANCE NO. 46,912"),
        ("Local Law 11 of 2012", "ordinance", "Local Law 11 of 2012"),
        ("CHAPTER 22D: OPEN DATA", "ordinance", None),
        ("HOUSE BILL 418\nBe it enacted by the Senate and House of Representatives", "statute", "HOUSE BILL 418"),
        ("RESOLUTION NO. 15-189\nBE IT RESOLVED by the City Council", "resolution", "RESOLUTION NO. 15-189"),
        ("Executive Directive No. 3\nOpen Data", "executive-order", "Executive Directive No. 3"),
        ("Mayor's Order 2014-170", "executive-order", "Mayor's Order 2014-170"),
        ("Administrative Regulation No. 61", "administrative-policy", "Administrative Regulation No. 61"),
        ("Open Data Policy\nThis policy applies to all departments.", "administrative-policy", None),
        ("POLICIES AND PROCEDURES\nAs called for in the Executive Order signed by the mayor.", "administrative-policy", None),
        ("PROCLAMATION\nOpen data by default", "other", None),
        ("ORDENANZA Nº 5417", "ordinance", "ORDENANZA Nº 5417"),
        ("DECRETO MUNICIPAL Nº 12.345", "executive-order", "DECRETO MUNICIPAL Nº 12.345"),
        ("RESOLUCIÓN N° 44", "resolution", "RESOLUCIÓN N° 44"),
        ("LEY 30.915\nEl Congreso de la República decreta", "statute", "LEY 30.915"),
        ("Acuerdo Municipal 012 de 2019\nEl Concejo de Montefresco acuerda", "ordinance", None),
        ("PORTARIA Nº 88/2021", "administrative-policy", "PORTARIA Nº 88/2021"),
        ("INSTRUÇÃO NORMATIVA Nº 4", "administrative-policy", "INSTRUÇÃO NORMATIVA Nº 4"),
        ("RESOLUÇÃO Nº 7", "resolution", "RESOLUÇÃO Nº 7"),
        ("LEI MUNICIPAL Nº 4.877\nA Câmara Municipal decreta", "ordinance", "LEI MUNICIPAL Nº 4.877"),
    ],
)
def test_instruments(head: str, instrument: Instrument, number: str | None) -> None:
    text = as_text(head + BODY)
    act = act_of(Page(text), policy=True)
    assert act.instrument == instrument
    if number:
        assert act.number and text.plain[slice(*act.number)] == number


@pytest.mark.parametrize(
    ("plain", "own", "title"),
    [
        ("City of Arlen\nOpen Data Policy\nPurpose", None, "Open Data Policy"),
        ("MEMO\nSubject: Open data for all\nFrom the manager", None, "Open data for all"),
        ("Rules for data", "Microsoft Word - final2.docx", "Rules for data"),
        ("body", "Data Strategy | City of Arlen", "Data Strategy | City of Arlen"),
        ("", None, None),
    ],
)
def test_titles(plain: str, own: str | None, title: str | None) -> None:
    assert read_document(as_text(plain, own)).title == title


def a_reading(
    standing: Standing = "in-force",
    adopted: date | None = None,
    year: int | None = None,
    number: str | None = None,
    ousts: str | None = None,
    kind: DocumentKind = "open-data-policy",
    not_before: date | None = None,
) -> Reading:
    aspects = (("supersedes", Quote(0, len(ousts), ousts)),) if ousts else ()
    return Reading(
        kind,
        0.9,
        standing=standing,
        adopted=adopted,
        year=year or (adopted.year if adopted else None),
        number=number,
        not_before=not_before,
        aspects=aspects,
    )


OLD, NEW = a_reading(adopted=date(2012, 5, 1), number="Ordinance 5"), a_reading(adopted=date(2017, 3, 1))


@pytest.mark.parametrize(
    ("readings", "wins"),
    [
        ([OLD, NEW], 1),
        ([NEW, OLD], 0),
        ([OLD, a_reading("draft", date(2018, 1, 1))], 0),
        ([OLD, a_reading("superseded", date(2018, 1, 1)), a_reading("not-adopted", date(2019, 1, 1))], 0),
        ([a_reading(), OLD], 1),
        ([a_reading("unknown"), a_reading()], 1),
        ([a_reading(number="Ordinance 5"), a_reading(ousts="Ordinance 5 is hereby repealed")], 1),
        ([a_reading(adopted=date(2017, 3, 1)), a_reading(adopted=date(2017, 3, 1), ousts="all prior policies are replaced")], 1),
        ([a_reading(year=2016), a_reading(adopted=date(2016, 2, 1))], 0),
        ([OLD, a_reading(ousts="amending the administrative code")], 1),
        ([OLD, a_reading(not_before=date(2012, 5, 1))], 1),
        ([a_reading(not_before=date(2012, 5, 1)), NEW], 1),
        ([a_reading(kind="other")], None),
        ([], None),
    ],
)
def test_which_is_in_force(readings: list[Reading], wins: int | None) -> None:
    assert in_force(readings) == wins


def test_a_text_without_a_date_is_younger_than_the_act_that_called_for_it() -> None:
    """And an act may say that its subject is a policy, which stands elsewhere."""
    lines = POLICY.strip().splitlines()[:-1]
    called = "This is the policy that was called for in the Executive Order signed by the Mayor on May 7, 2014."
    told = read_document(as_text("\n".join([lines[0], called, *lines[1:]])))
    assert (told.kind, told.year, told.not_before) == ("open-data-policy", None, date(2014, 5, 7))
    assert told.instrument == "administrative-policy"

    order = read_document(
        as_text("EXECUTIVE ORDER 5\nDirecting departments to comply with the Open Data Policy\n" + "\n".join(lines[2:]))
    )
    assert order.supports is not None
    assert "comply with the Open Data Policy" in order.supports.text
    assert told.supports is None
