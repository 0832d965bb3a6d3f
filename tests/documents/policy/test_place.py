"""Whose document it is."""

import pytest

from portalaudit.documents.policy import of_place, read_document
from portalaudit.model.policy import Reading
from tests.documents.policy.made_up import as_text, positive


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("CITY OF BOSTON • MASSACHUSETTS\nAn order. It is the policy of the City of Boston to share.", "City of Boston"),
        (
            "Cities such as the City of New York, the City of Chicago and the City of Chicago lead. The Town of Gilbert follows.",
            "Town of Gilbert",
        ),
        ("OAKLAND CITY COUNCIL\nResolution", "City of Oakland"),
        ("The City's policy. Cook County Board. Cook County is committed.", "Cook County"),
        ("City of Glendale, Maricopa County, Arizona. State of Arizona law. City of Glendale staff.", "City of Glendale"),
        ("City and County of San Francisco\nThe City and County of San Francisco", "City and County of San Francisco"),
        ("Government of the District of Columbia", "District of Columbia"),
        ("enacted by the Legislature of the State of Texas", "State of Texas"),
        ("Mayor of Tulsa and the City of Tulsa's departments", "City of Tulsa"),
        ("CITY OF LOS ANGELES\nOpen data", "City of Los Angeles"),
        ("CITY OF WINSTON-SALEM", "City of Winston-Salem"),
        ("City of Memphis Data Governance Committee", "City of Memphis"),
        ("Ayuntamiento de San Miguel de Allende", "Ayuntamiento de San Miguel de Allende"),
        ("Prefeitura Municipal de São José dos Campos", "Prefeitura Municipal de São José dos Campos"),
        ("It is the law of the City of Boston. This policy binds all. City of Boston. This", "City of Boston"),
        ("City of St. Paul. The policy of the City of St. Paul", "City of St. Paul"),
        ("Los Angeles City Council\nThe Los Angeles City Council adopts", "City of Los Angeles"),
        ("The El Paso City Council hereby approves", "City of El Paso"),
        ("a text that names nobody", None),
    ],
)
def test_the_place_a_text_names(text: str, place: str | None) -> None:
    assert read_document(as_text(text)).place == place


@pytest.mark.parametrize(
    ("place", "names", "whose"),
    [
        ("City of Boston", ["Boston"], "own"),
        ("City of Boston", ["City of Boston, Massachusetts"], "own"),
        ("City of Boston", ["Boulder", "City of Boulder"], "other"),
        ("City of Saint Paul", ["St. Paul"], "own"),
        ("City of San José", ["San Jose"], "own"),
        ("City of New York", ["New York City"], "own"),
        ("State of New York", ["New York", "New York City"], "other"),
        ("City of Kansas City", ["Kansas City"], "own"),
        ("Unified Government of Wyandotte County/Kansas City", ["Kansas City"], "own"),
        ("County of Riverside", ["Riverside"], "other"),
        ("County of Riverside", ["Riverside County"], "own"),
        ("City of South San Francisco", ["San Francisco"], "other"),
        ("City of York", ["New York"], "other"),
        ("District of Columbia", ["Washington, D.C.", "Washington"], "own"),
        ("Ayuntamiento de Mérida", ["Merida"], "own"),
        ("Prefeitura Municipal de São Paulo", ["São Paulo"], "own"),
        ("Municipio de Mérida", ["Ciudad de México"], "other"),
        (None, ["Boston"], "unknown"),
        ("City of Boston", [], "unknown"),
        ("City of Boston", ["  "], "unknown"),
    ],
)
def test_whether_it_is_the_citys(place: str | None, names: list[str], whose: str) -> None:
    assert of_place(Reading("open-data-policy", 0.9, place=place), names) == whose


def test_examples_of_other_cities_do_not_make_it_theirs() -> None:
    reading = read_document(as_text(positive("ordinance-of-elsewhere")))
    assert of_place(reading, ["Brightwater"]) == "own"
    assert of_place(reading, ["Boston"]) == of_place(reading, ["Chicago"]) == "other"
