"""The list per department: whose dataset it is, what it fails, and how much of a large catalogue is listed."""

import pytest

from portalaudit.export.report.catalogue import part_of
from portalaudit.export.report.departments import departments, fair
from portalaudit.export.report.room import SCREEN
from tests.builders import ABSENT, a_dataset
from tests.export.report.sample import CITY, DEPARTMENTS, an_audit


def _departments(*args: object, city: object = CITY, **more: object) -> object:
    audit = an_audit(*args, city=city, **more)  # type: ignore[arg-type]
    return departments([part_of(portal) for portal in audit.portals], audit.target.city)


def test_departments_hold_the_own_datasets_and_nothing_else() -> None:
    found = {one.name: one.datasets for one in _departments().all}  # type: ignore[attr-defined]
    assert found == DEPARTMENTS


def test_spellings_and_the_registry_s_aliases_are_one_department() -> None:
    extra = [a_dataset(organization=name) for name in ("Parks", "parks & recreation", "PARKS AND RECREATION", "Dot.", "DOT")]
    found = {one.name: one for one in _departments({"Parks and Recreation": 2}, extra=extra).all}  # type: ignore[attr-defined]
    assert {name: one.datasets for name, one in found.items()} == {
        "Parks and Recreation": 4,
        "Transportation": 2,
        "parks & recreation": 1,
    }
    assert found["Parks and Recreation"].also == ("PARKS AND RECREATION", "Parks")


def test_without_an_organisation_the_publisher_is_the_department_and_without_both_nobody() -> None:
    extra = [a_dataset(organization=ABSENT, publisher="Port Authority"), a_dataset(organization=" ", publisher=None)]
    assert {one.name for one in _departments({}, extra=extra).all} == {"Port Authority", None}  # type: ignore[attr-defined]


def test_counts_of_a_department_agree_with_the_datasets_that_it_lists() -> None:
    for one in _departments().all:  # type: ignore[attr-defined]
        assert one.failing == len(one.listed) + one.unlisted
        listed = [check for row in one.listed for check in row.checks]
        assert one.unlisted == 0 and len(listed) == one.findings
        assert dict(one.checks) == {check: listed.count(check) for check in set(listed)}


def test_the_datasets_with_most_findings_come_first() -> None:
    for one in _departments().all:  # type: ignore[attr-defined]
        counts = [len(row.checks) for row in one.listed]
        assert counts == sorted(counts, reverse=True)


def test_a_large_department_is_listed_in_part_and_the_rest_is_counted() -> None:
    (one,) = _departments({"Everything": 900}, all_fail=True).all  # type: ignore[attr-defined]
    assert (one.failing, len(one.listed), one.unlisted) == (900, SCREEN.of_one, 900 - SCREEN.of_one)


def test_a_department_name_per_dataset_does_not_swell_the_report() -> None:
    found = _departments({f"Office {n}": 1 for n in range(400)}, all_fail=True)
    assert len(found.shown) == SCREEN.departments  # type: ignore[attr-defined]
    assert sum(one.datasets for one in found.left) == 400 - SCREEN.departments  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("wanted", "most", "given"),
    [
        ([], 10, []),
        ([3, 4], 10, [3, 4]),
        ([10, 10], 10, [5, 5]),
        ([1, 100, 5], 10, [1, 4, 4]),
        ([200] * 50, SCREEN.listed, [100] * 50),
        ([0, 0, 7], 3, [0, 0, 3]),
    ],
)
def test_a_cap_is_shared_fairly(wanted: list[int], most: int, given: list[int]) -> None:
    assert fair(wanted, most) == given
