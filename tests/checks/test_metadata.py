"""What the checks on metadata say, row by row."""

import math

import pytest

from portalaudit.connectors.values import ABSENT
from portalaudit.model.capture import Gap
from tests.builders import a_column, a_dataset, a_distribution, a_snapshot
from tests.checks.table import NOT_APPLICABLE, PASS, UNSEEN, Case, case, label, params, said_of, verdict, words

IN_PART = {"gaps": (Gap("catalogue", "http-500", None, "rows 1000 to 1999"),)}
"""A page of the catalogue was not seen."""

NO_LICENCE = {"license": ABSENT, "license_title": ABSENT, "license_url": ABSENT}
LICENCE_FIELDS = ("license", "license_title", "license_url")
HUB = "http://data.example.org/datasets/892d8629cb8f4834b93e344da8173851_0/license.json"
A_VIOLATION = {"schema": "dcat-us-1.1", "rule": "required", "field": "publisher", "at": "", "message": "publisher is missing"}
ALONE = frozenset({"datasets", "distributions"})


def licence(said: str, stated: object, check: str = "license_unrecognised") -> Case:
    return case(check, said, **{**NO_LICENCE, "license": stated})


CASES = [
    *(
        case(check, said, **{name: value})
        for check, name in (
            ("title_missing", "title"),
            ("description_missing", "description"),
            ("keywords_missing", "keywords"),
            ("category_missing", "categories"),
        )
        for said, value in (("absent", ABSENT), ("null", None), ("empty", ""), (PASS, "Parks and trees of the city"))
    ),
    *(
        case(check, UNSEEN, unseen=(name,))
        for check, name in (
            ("title_missing", "title"),
            ("description_missing", "description"),
            ("keywords_missing", "keywords"),
            ("category_missing", "categories"),
        )
    ),
    case("title_missing", "says_nothing", title="N/A"),
    case("title_missing", PASS, title="None of the above: survey of 2020"),
    case("title_missing", PASS, title=42),
    case("description_missing", "empty", description="<br />"),
    case("description_missing", "empty", description="  \u00a0 "),
    case("description_missing", "says_nothing", description="null"),
    case("description_missing", PASS, description="{{default.description}}"),
    case("keywords_missing", "empty", keywords=["", " "]),
    case("keywords_missing", PASS, keywords="trees, parks"),
    # description_short
    case("description_short", PASS),
    case("description_short", "short", description="GIS layer"),
    case("description_short", "short", description="x" * 49),
    case("description_short", PASS, description="x" * 50),
    case("description_short", PASS, description="é" * 50),
    case("description_short", "short", description="é" * 49),
    case("description_short", "short", description="<div style='" + "color: red; " * 200 + "'><p>Trees</p></div>"),
    case(
        "description_short", PASS, description="<div style='" + "color: red; " * 200 + "'><p>" + "Every tree. " * 6 + "</p></div>"
    ),
    case("description_short", "short", description="Trees&nbsp;" + "&nbsp;" * 50),
    case("description_short", PASS, description="Trees where height < 5 m, and others besides; all of the parks"),
    case("description_short", NOT_APPLICABLE, description=""),
    case("description_short", UNSEEN, unseen=("description",)),
    # description_is_title
    case("description_is_title", PASS),
    case("description_is_title", "same", title="Street Trees", description="<p>street trees.</p>"),
    case("description_is_title", "same", title="Straßen-Bäume (2020)", description="STRASSEN BÄUME 2020".replace("SS", "ß")),
    case("description_is_title", PASS, title="Street trees", description="Street trees of Exampleton"),
    case("description_is_title", PASS, title="!!!", description="???"),
    case("description_is_title", PASS, title="Street trees " * 20, description="Street trees " * 20 + "of Exampleton"),
    case("description_is_title", NOT_APPLICABLE, title=ABSENT),
    case("description_is_title", UNSEEN, unseen=("title",)),
    # placeholder_text
    case("placeholder_text", PASS),
    case("placeholder_text", "template", description="{{default.description}}"),
    case("placeholder_text", "template", description="<p>About these data: {{ item.snippet }}</p>" + "and more " * 200),
    case("placeholder_text", "template", description="${description}"),
    case("placeholder_text", "template", title="{% title %}"),
    case("placeholder_text", "left_behind", description="<p>LOREM IPSUM dolor sit amet</p>"),
    case("placeholder_text", "filler", description="Description goes here."),
    case("placeholder_text", "filler", description="<i>TBD</i>"),
    case("placeholder_text", "filler", title="test"),
    case(
        "placeholder_text",
        PASS,
        title="Water test results",
        description='The JSON is {"a": {"b": 1}} and costs $5 {five dollars}',
    ),
    case("placeholder_text", NOT_APPLICABLE, title=None, description=None),
    case("placeholder_text", PASS, unseen=("title",)),
    case("placeholder_text", UNSEEN, unseen=("title", "description")),
    # publisher_missing
    case("publisher_missing", PASS),
    case("publisher_missing", PASS, publisher="Amsterdam.nl"),
    case("publisher_missing", PASS, publisher=ABSENT, organization="Parks"),
    case("publisher_missing", "absent", publisher=ABSENT, organization=ABSENT),
    case("publisher_missing", "null", publisher=None, organization=ABSENT),
    case("publisher_missing", "empty", publisher="", organization=""),
    case("publisher_missing", "says_nothing", publisher="Unknown", organization=ABSENT),
    case("publisher_missing", "address_only", publisher="data.example.org", organization=ABSENT),
    case("publisher_missing", "address_only", publisher="https://www.data.example.org/", organization=ABSENT),
    case("publisher_missing", "absent", publisher=ABSENT, unseen=("organization",)),
    case("publisher_missing", UNSEEN, unseen=("publisher", "organization")),
    # contact_missing
    case("contact_missing", PASS),
    case("contact_missing", PASS, contact_email=ABSENT, contact_url="https://city.example/contact"),
    case("contact_missing", "absent", contact_email=ABSENT, contact_name=ABSENT),
    case("contact_missing", "null", contact_email=None, contact_name=ABSENT),
    case("contact_missing", "empty", contact_email="", contact_name=""),
    case("contact_missing", "says_nothing", contact_email="n/a", contact_name=ABSENT),
    case("contact_missing", "name_only", contact_email=ABSENT, contact_name="NAC_OpenData"),
    case("contact_missing", "absent", contact_email=ABSENT, contact_name=ABSENT, unseen=("contact_url",)),
    case("contact_missing", UNSEEN, unseen=("contact_email", "contact_url")),
    # contact_unusable
    case("contact_unusable", PASS),
    case("contact_unusable", PASS, contact_email="mailto:opendata@city.gov?subject=Data portal"),
    case("contact_unusable", PASS, contact_email="mailto:parks@city.gov; trees@city.gov"),
    case("contact_unusable", PASS, contact_email="http://city.gov/contact_us/"),
    case("contact_unusable", PASS, contact_email="bürger@münchen.de"),
    case("contact_unusable", PASS, contact_email="mailto:cocadmin", contact_url="https://city.gov/contact"),
    case("contact_unusable", "no_address", contact_email="mailto:"),
    case("contact_unusable", "no_address", contact_email="mailto:Open Exampleton"),
    case("contact_unusable", "malformed", contact_email="parks@city"),
    case("contact_unusable", "malformed", contact_email="parks@@city.gov"),
    case("contact_unusable", "no_reply", contact_email="mailto:no-reply@data.city.gov"),
    case("contact_unusable", "no_reply", contact_email="DoNotReply2@city.gov"),
    case("contact_unusable", "placeholder", contact_email="someone@example.com"),
    case("contact_unusable", "placeholder", contact_email="admin@portal.local"),
    case("contact_unusable", "not_a_page", contact_email=ABSENT, contact_url="see our web site"),
    case("contact_unusable", NOT_APPLICABLE, contact_email=ABSENT),
    case("contact_unusable", UNSEEN, unseen=("contact_email", "contact_url")),
    # license_missing
    case("license_missing", PASS),
    *(
        licence(said, stated, "license_missing")
        for said, stated in (("absent", ABSENT), ("null", None), ("empty", ""), ("empty", "<br />"))
    ),
    licence("not_specified", "notspecified", "license_missing"),
    licence("not_specified", "none", "license_missing"),
    licence("not_specified", "No license", "license_missing"),
    licence("not_specified", "<p>Unknown</p>", "license_missing"),
    licence("not_specified", "-", "license_missing"),
    licence(PASS, "See Terms of Use", "license_missing"),
    licence(PASS, HUB, "license_missing"),
    case("license_missing", PASS, **{**NO_LICENCE, "license_url": "https://creativecommons.org/licenses/by/4.0/"}),
    case("license_missing", "not_specified", license="notspecified", license_title="License Not Specified", license_url=None),
    case("license_missing", "absent", **NO_LICENCE, rights="Anybody may look."),
    case("license_missing", PASS, **NO_LICENCE, distributions=[a_distribution(), a_distribution(license="cc-by")]),
    case("license_missing", "absent", unseen=("license_title", "license_url"), license=ABSENT),
    case("license_missing", "null", unseen=("license", "license_url"), license_title=None),
    case("license_missing", "absent", license=ABSENT, license_title=None, license_url=ABSENT),
    case("license_missing", UNSEEN, unseen=LICENCE_FIELDS),
    case("license_missing", PASS, unseen=LICENCE_FIELDS, distributions=[a_distribution(license="cc-by")]),
    # license_unrecognised
    case("license_unrecognised", PASS),
    licence(PASS, "CC0_10"),
    licence("unknown", "See Terms of Use"),
    licence("unknown", "custom"),
    licence("unknown", HUB),
    licence("unknown", "Anybody may use these data if they ask first."),
    licence("unnamed", "other-open"),
    case(
        "license_unrecognised",
        PASS,
        license="our-own",
        license_title="Custom",
        license_url="https://creativecommons.org/licenses/by/4.0/",
    ),
    case(
        "license_unrecognised",
        PASS,
        **NO_LICENCE,
        distributions=[a_distribution(license="terms"), a_distribution(license="cc-by")],
    ),
    licence(NOT_APPLICABLE, "notspecified"),
    case("license_unrecognised", UNSEEN, unseen=LICENCE_FIELDS),
    # license_not_open
    case("license_not_open", PASS),
    licence("not_open", "CC-BY-NC-4.0", "license_not_open"),
    licence("not_open", "other-closed", "license_not_open"),
    licence(PASS, "other-open", "license_not_open"),
    licence(UNSEEN, "See Terms of Use", "license_not_open"),
    case("license_not_open", UNSEEN, unseen=LICENCE_FIELDS),
    licence(NOT_APPLICABLE, ABSENT, "license_not_open"),
    # duplicates
    case("identifier_duplicate", PASS),
    Case("identifier_duplicate", "duplicate", {"identifier": "42"}, beside=({"identifier": " 42 "},)),
    Case("identifier_duplicate", PASS, {"identifier": "42"}, beside=({"identifier": "43"},)),
    Case("identifier_duplicate", NOT_APPLICABLE, {"identifier": ABSENT}, beside=({"identifier": ABSENT},)),
    Case("identifier_duplicate", UNSEEN, forget=("identifier",)),
    Case("identifier_duplicate", UNSEEN, {"identifier": "42"}, beside=({"identifier": "43"},), snapshot=IN_PART),
    Case("identifier_duplicate", "duplicate", {"identifier": "42"}, beside=({"identifier": "42"},), snapshot=IN_PART),
    Case("identifier_duplicate", NOT_APPLICABLE, {"identifier": ABSENT}, snapshot=IN_PART),
    case("title_duplicate", PASS),
    Case("title_duplicate", "duplicate", {"title": "Street  trees"}, beside=({"title": "STREET TREES "},)),
    Case("title_duplicate", UNSEEN, {"title": "Street trees"}, snapshot=IN_PART),
    Case("title_duplicate", PASS, {"title": "Street trees"}, beside=({"title": "Street trees", "kind": "map"},)),
    Case("title_duplicate", NOT_APPLICABLE, {"title": "Street trees", "kind": "view"}, beside=({"title": "Street trees"},)),
    case("title_duplicate", NOT_APPLICABLE, title=None),
    case("title_duplicate", UNSEEN, unseen=("title",)),
    # columns_undescribed
    case("columns_undescribed", PASS, columns=[a_column(), a_column(description="", system=True)]),
    case("columns_undescribed", "undescribed", columns=[a_column(), a_column(description=" ")]),
    case("columns_undescribed", "undescribed", columns=[a_column(description=None)]),
    case("columns_undescribed", UNSEEN, columns=[]),
    case("columns_undescribed", UNSEEN, columns=[a_column(system=True)]),
    Case("columns_undescribed", UNSEEN, snapshot={"parts": ALONE}),
    case("columns_undescribed", NOT_APPLICABLE, kind="story", columns=[a_column(description="")]),
    # dcat_us_invalid
    case("dcat_us_invalid", PASS),
    case("dcat_us_invalid", "invalid", violations=[A_VIOLATION]),
    Case("dcat_us_invalid", UNSEEN, snapshot={"parts": ALONE}),
]


@pytest.mark.parametrize("one", CASES, ids=label)
def test_says(one: Case) -> None:
    """The check's word for the dataset is the expected one."""
    assert said_of(one) == one.said


def test_all_that_share_an_identifier_or_title_fail_and_say_how_many() -> None:
    rows = [a_dataset(key=f"d{n}", identifier="x" if n < 3 else f"y{n}", title="T" if n in (1, 4) else f"T{n}") for n in range(5)]

    assert words("identifier_duplicate", a_snapshot(*rows)) == ["duplicate"] * 3 + [PASS] * 2
    assert words("title_duplicate", a_snapshot(*rows)) == [PASS, "duplicate", PASS, PASS, "duplicate"]
    assert params("identifier_duplicate", a_snapshot(*rows)) == {"identifier": "x", "count": 3}


def test_undescribed_columns_are_counted_measured_and_placed() -> None:
    """The measure is the share described; the evidence is the first column without a description."""
    columns = [
        a_column(at="#/columns/0"),
        a_column(description="", at="#/columns/1"),
        a_column(description=None, at="#/columns/2"),
    ]
    story = a_dataset(kind="story", columns=columns)
    snapshot = a_snapshot(a_dataset(columns=[a_column(at="#/x")]), a_dataset(columns=columns), a_dataset(), story)
    found = verdict("columns_undescribed", snapshot)

    assert params("columns_undescribed", snapshot, 1) == {"undescribed": 2, "total": 3}
    assert found.measure is not None
    assert found.measure.tolist() == pytest.approx([1.0, 1 / 3, math.nan, math.nan], nan_ok=True)
    assert found.at is not None
    assert found.at.to_pylist() == [None, "#/columns/1", None, None]


def test_a_violation_is_counted_and_its_place_is_the_evidence() -> None:
    second = {**A_VIOLATION, "rule": "pattern", "field": "modified", "at": "/modified", "message": "is odd"}
    snapshot = a_snapshot(a_dataset(), a_dataset(violations=[second, A_VIOLATION]))
    found = verdict("dcat_us_invalid", snapshot)

    expected = {"schema": "dcat-us-1.1", "rule": "pattern", "field": "modified", "message": "is odd", "count": 2}
    assert params("dcat_us_invalid", snapshot, 1) == expected
    assert found.at is not None
    assert found.at.to_pylist() == [None, "#/modified"]


def test_a_violation_quotes_nothing_that_the_source_does_not_say_and_names_the_key_that_is_missing() -> None:
    nested = {**A_VIOLATION, "field": "contactPoint", "at": "/contactPoint", "message": "hasEmail is missing"}
    odd = {**A_VIOLATION, "rule": "type", "message": "modified is missing"}
    found = verdict(
        "dcat_us_invalid", a_snapshot(*(a_dataset(violations=[one]) for one in (A_VIOLATION, nested, odd)), a_dataset())
    )

    assert found.excerpt is None
    assert found.absent is not None
    assert found.absent.to_pylist() == ["publisher", "hasEmail", None, None]


def test_a_placeholder_in_the_title_has_its_evidence_at_the_title() -> None:
    found = verdict("placeholder_text", a_snapshot(a_dataset(title="test"), a_dataset(description="TBD")))

    assert found.at is not None
    assert found.at.to_pylist() == ["/title", None]
    assert params("placeholder_text", a_snapshot(a_dataset(title="test"))) == {"field": "title", "text": "test"}
