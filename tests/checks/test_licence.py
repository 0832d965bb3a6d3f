"""Licences as portals state them."""

import re

import pytest

from portalaudit.checks.metadata.licence import recognise, states_nothing
from portalaudit.data.licences import licences


@pytest.mark.parametrize(
    ("stated", "expected", "is_open"),
    [
        # CKAN
        ("cc-by", "CC-BY", True), ("cc-zero", "CC0", True), ("odc-odbl", "ODbL", True), ("odc-pddl", "PDDL", True),
        ("uk-ogl", "OGL-UK", True), ("cc-nc", "LicenseRef-CC-NC", False), ("gfdl", "GFDL", True),
        ("other-pd", "LicenseRef-PublicDomain", True), ("other-closed", "other-closed", False),
        ("Creative Commons Attribution", "CC-BY", True), ("Creative Commons CCZero", "CC0", True),
        ("Creative Commons Attribution 4.0", "CC-BY-4.0", True), ("CC-BY-NC-4.0", "CC-BY-NC-4.0", False),
        ("Creative Commons Attribution Share-Alike", "CC-BY-SA", True), ("Creative Commons Atribuição", "CC-BY", True),
        ("Open Data Commons Open Database License (ODbL)", "ODbL", True),
        ("Licença Aberta para Bases de Dados (ODbL) do Open Data Commons", "ODbL", True),
        ("http://www.opendefinition.org/licenses/cc-by", "CC-BY", True),
        ("http://www.opendefinition.org/licenses/odc-by", "ODC-By", True),
        # Socrata
        ("CC0_10", "CC0", True), ("CC_30_BY_NC_SA", "CC-BY-NC-SA", False), ("USGOV_WORKS", "US-PD", True),
        ("PUBLIC_DOMAIN", "LicenseRef-PublicDomain", True), ("Public Domain U.S. Government", "US-PD", True),
        ("Creative Commons 1.0 Universal (Public Domain Dedication)", "CC0", True),
        ("Creative Commons Attribution 4.0 International", "CC-BY-4.0", True),
        ("Open Data Commons Attribution License", "ODC-By", True),
        ("Creative Commons 1.0 Universal\nCity of Example (http://city.example)\nhttp://creativecommons.org/publicdomain/zero/1.0/legalcode",
         "CC0-1.0", True),
        ("Public Domain\nParks Department(http://parks.city.example)", "LicenseRef-PublicDomain", True),
        # ArcGIS Hub, and text in HTML
        ("CC-BY-SA-3.0", "CC-BY-SA-3.0", True), ("ODbL-1.0", "ODbL-1.0", True),
        ("<a href='https://creativecommons.org/licenses/by-nd/3.0/us/'>These terms</a>", "CC-BY-ND-3.0", False),
        ("<img src='https://i.creativecommons.org/l/by/4.0/88x31.png' />", "CC-BY-4.0", True),
        ("This work is licensed under the Esri Master License Agreement.<br />", "LicenseRef-Esri-MLA", False),
        ("<span>http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/</span>", "OGL-UK-3.0", True),
        ("Contains public sector information licensed under the Open Government Licence v3.0.", "OGL-UK", True),
        ("Data may be used under a Creative Commons Attribution-NonCommercial 4.0 licence.", "CC-BY-NC", False),
        ("Licensed under CC BY 4.0. All rights reserved where not stated.", "CC-BY", True),
        ("© City of Example. All rights reserved.", "LicenseRef-AllRightsReserved", False),
        # addresses
        ("http://creativecommons.org/licenses/by/3.0", "CC-BY-3.0", True),
        ("https://creativecommons.org/licenses/by/3.0/legalcode", "CC-BY-3.0", True),
        ("HTTPS://WWW.CreativeCommons.org/licenses/by-sa/4.0/deed.de", "CC-BY-SA-4.0", True),
        ("https://opendatacommons.org/licenses/odbl/1-0/", "ODbL-1.0", True),
        ("https://www.usa.gov/government-works", "US-PD", True),
        ("http://publications.europa.eu/resource/authority/licence/CC_BY_4_0", "CC-BY-4.0", True),
        ("https://spdx.org/licenses/CC0-1.0.html", "CC0-1.0", True),
        ("https://www.govdata.de/dl-de/by-2-0", "DL-DE-BY-2.0", True),
        ("http://dcat-ap.de/def/licenses/dl-by-de/2.0", "DL-DE-BY", True),
        ("https://www.etalab.gouv.fr/licence-ouverte-open-licence", "etalab", True),
        ("https://data.edmonton.ca/stories/s/City-of-Edmonton-Open-Data-Terms-of-Use/x", "LicenseRef-OGL-Edmonton", True),
    ],
)  # fmt: skip
def test_a_licence_is_recognised(stated: str, expected: str, is_open: bool) -> None:
    found = recognise(stated)

    assert found is not None
    assert (found.id, found.open) == (expected, is_open)


@pytest.mark.parametrize(
    "stated",
    [
        "See Terms of Use", "SEE_TERMS_OF_USE", "custom", "Custom License", "Terms", "https://city.example/terms", "license",
        "http://data.detroitmi.gov/datasets/892d8629cb8f4834b93e344da8173851_0/license.json",
        "https://data.edmonton.ca/datasets/892d8629cb8f4834b93e344da8173851_0/license.json",
        "https://hub.arcgis.com/api/v2/datasets/7a608c3ca434474abbca3cbcf1f96c59_0/license",
        "No special restrictions or limitations on using the item's content", "Creative", "by", "", "4.0",
        "https://creativecommons.org/", "https://evil.example/creativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org.evil.example/licenses/by/4.0/", "https://creativecommons.org/licenses/by-everything/4.0/",
    ],
)  # fmt: skip
def test_what_names_no_licence_is_not_recognised(stated: str) -> None:
    assert recognise(stated) is None


@pytest.mark.parametrize(
    "stated", ["notspecified", "License Not Specified", "none", "No License", "<p>-</p>", "Licença não especificada", "n/a"]
)
def test_a_statement_of_nothing_is_none(stated: str) -> None:
    assert states_nothing(stated)
    assert recognise(stated) is None


def test_every_address_and_phrase_of_the_table_has_a_mark() -> None:
    """Texts without any mark are never read, so an address or phrase without one could never match."""
    table = licences()
    patterns = [*(pattern for pattern, _ in (*table.urls, *table.phrases)), *table.registers]
    marks = re.compile(table.marks, re.IGNORECASE)
    lost = [pattern.pattern for pattern in patterns if not marks.search(_example(pattern.pattern))]

    assert lost == []


def _example(pattern: str) -> str:
    """A pattern with its escapes and choices undone, near enough to hold its own literal words."""
    plain = re.sub(r"\[cs\]", "c", pattern.replace(r"\b", " ").replace("\\s", " ").replace("\\W+", " "))
    return re.sub(r"\[[- ]+\]\*?\+?", " ", plain).replace("\\", "")
