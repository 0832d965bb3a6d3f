"""Annotations of findings, and the findings that a person means."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.engine import Engine

from portalaudit.errors import NotFound
from portalaudit.model.assessment import Annotation, annotations_in_force, last_annotations, waivers
from portalaudit.model.portal import Portal
from portalaudit.model.subject import finding_id
from portalaudit.store.annotations import Known, find_findings, list_annotations, portals_of, save_annotations
from portalaudit.store.audits import save_audit
from tests.store.examples import NIGHT, PORTAL, a_check, a_part, a_portal_check, an_audit

URL = PORTAL.url
OTHER = Portal("https://data.elsewhere.example", "ckan", "ckan", "Elsewhere")
LONG = "x" * 3000


def an_annotation(hours: int = 1, **changes: object) -> Annotation:
    given = Annotation(URL, "license_missing", "d1", "by-design", "Meant so", "Jo Doe", NIGHT + timedelta(hours=hours))
    return replace(given, **changes)  # type: ignore[arg-type]


@pytest.fixture
def audited(engine: Engine) -> Engine:
    """Two nights of a portal: d1 failed and was mended, d2 fails, and so does the portal; another portal with a d2 of its own."""
    names = ["d1", "d2", LONG]
    for night, fails in enumerate(([0, 1, 2], [1, 2])):
        part = a_part(names, a_check(fails=fails), a_portal_check("fail"))
        save_audit(engine, an_audit(f"a{night}", part, night=night, captures=()), b"{}")
    save_audit(engine, an_audit("b1", a_part(["d2"], a_check(fails=[0]), portal=OTHER), night=3, captures=()), b"{}")
    return engine


def test_annotations_come_back_as_they_were_in_the_order_in_which_they_were_made(audited: Engine) -> None:
    late = an_annotation(3, until=date(2027, 1, 31), waive=True)
    early, other = an_annotation(2, text="é\u202e“x”"), an_annotation(1, portal=OTHER.url, subject="d2")
    assert save_annotations(audited, (late, early, other)) == 3
    assert list_annotations(audited) == (other, early, late)
    assert list_annotations(audited, [URL]) == (early, late)
    assert list_annotations(audited, []) == ()


def test_the_same_annotation_is_on_record_once(audited: Engine) -> None:
    assert [save_annotations(audited, [an_annotation()]) for _ in range(2)] == [1, 0]
    assert save_annotations(audited, [an_annotation(waive=True)]) == 1


def test_a_portal_that_no_audit_saw_is_refused_and_nothing_written(audited: Engine) -> None:
    with pytest.raises(NotFound, match=r"no audit of https://nowhere\.example is stored"):
        save_annotations(audited, [an_annotation(), an_annotation(portal="https://nowhere.example")])
    assert list_annotations(audited) == ()


def test_the_last_one_stands_until_its_last_day() -> None:
    first, second = an_annotation(1, waive=True), an_annotation(2, until=date(2026, 12, 31))
    elsewhere = an_annotation(1, subject="d2", waive=True)
    assert last_annotations((second, elsewhere, first)) == (elsewhere, second)
    assert annotations_in_force((first, second, elsewhere), date(2026, 12, 31)) == (elsewhere, second)
    assert annotations_in_force((first, second, elsewhere), date(2027, 1, 1)) == (elsewhere,)
    assert waivers((first, second, elsewhere), date(2026, 12, 1)) == (elsewhere,)


def test_one_that_was_withdrawn_says_nothing() -> None:
    taken_back = (an_annotation(1, waive=True), an_annotation(2, reason="withdrawn"))
    assert annotations_in_force(taken_back, date(2026, 12, 1)) == ()
    assert annotations_in_force((*taken_back, an_annotation(3)), date(2026, 12, 1)) == (an_annotation(3),)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("license_missing:d2", [(URL, "license_missing", "d2"), (OTHER.url, "license_missing", "d2")]),
        ("license_missing:d1", [(URL, "license_missing", "d1")]),  # closed since
        ("portal_insecure:portal", [(URL, "portal_insecure", "portal")]),
        (finding_id(URL, "license_missing", "d2"), [(URL, "license_missing", "d2")]),
        (finding_id(URL, "license_missing", "d1"), [(URL, "license_missing", "d1")]),
        (finding_id(OTHER.url, "license_missing", "d2"), [(OTHER.url, "license_missing", "d2")]),
        (finding_id(URL, "title_missing", "d2"), []),
        ("title_missing:d2", []),
        ("license_missing:nothing", []),
        ("license_missing", []),
        ("0" * 12, []),
        ("%:d2", []),
    ],
)
def test_a_finding_is_found_by_its_id_or_by_check_and_subject(
    audited: Engine, name: str, found: list[tuple[str, str, str]]
) -> None:
    assert sorted(find_findings(audited, name), key=str) == sorted((Known(*one) for one in found), key=str)


def test_one_with_a_long_name_too(audited: Engine) -> None:
    by_id, by_name = (
        find_findings(audited, name) for name in (finding_id(URL, "license_missing", LONG), f"license_missing:{LONG}")
    )
    assert by_id == by_name
    assert len(by_id) == 1 and finding_id(*_of(by_id[0])) == finding_id(URL, "license_missing", LONG)


def _of(one: Known) -> tuple[str, str, str]:
    return one.portal, one.check, one.subject


def test_among_the_portals_of_one_audit(audited: Engine) -> None:
    assert portals_of(audited, "b1") == (OTHER.url,)
    assert find_findings(audited, "license_missing:d2", [OTHER.url]) == (Known(OTHER.url, "license_missing", "d2"),)
    assert find_findings(audited, finding_id(URL, "license_missing", "d2"), [OTHER.url]) == ()
