"""The score without what people waived."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from portalaudit.audit.judgement import Criteria, Origin, Seen, judged
from portalaudit.audit.waived import without_waived
from portalaudit.checks.run import discover
from portalaudit.model.assessment import Annotation
from portalaudit.model.audit import Audit, Target
from portalaudit.model.capture import Traffic
from portalaudit.model.portal import City
from portalaudit.rubrics.load import load
from tests.builders import TAKEN_AT, a_dataset, a_snapshot

HEALTH = load("portal-health")
URL = "http://data.example.org"
CITY = City("example-ex", "Example", portals=(URL,), publishers=("City of Example",))


def audited(*rows: dict[str, object]) -> Audit:
    """An audit by the shipped checks, graded by portal-health."""
    origin = Origin("a1", TAKEN_AT, Target(CITY, (URL,)))
    return judged(origin, [Seen(a_snapshot(*rows), "", Traffic())], Criteria(discover(), (HEALTH,)), None)


def waived(check: str, *subjects: str, portal: str = URL, **changes: object) -> list[Annotation]:
    moment = datetime(2026, 10, 1, tzinfo=UTC)
    given = Annotation(portal, check, "", "by-design", "Meant so", "Jo", moment, None, True)
    return [replace(given, subject=subject, **changes) for subject in subjects]  # type: ignore[arg-type]


def points(audit: Audit, waivers: list[Annotation]) -> float:
    found = without_waived(audit, waivers, HEALTH)
    assert found is not None and found.score is not None
    return found.score


def test_nothing_waived_is_nothing_told() -> None:
    """Nor is another portal's finding, one that is not there, one that only was remarked on, or one of another check."""
    audit = audited(a_dataset(license=None), a_dataset())
    for given in (
        [], waived("license_missing", "d2"), waived("license_missing", "d1", portal="http://x.example"),
        waived("license_missing", "d1", waive=False), waived("title_missing", "d1"),
    ):  # fmt: skip
        assert without_waived(audit, given, HEALTH) is None


def test_a_waived_dataset_counts_as_one_that_the_check_does_not_apply_to() -> None:
    """Of four datasets two lack a licence. Without one of these it is one of three."""
    rows = [a_dataset(license=None, license_url=None, license_title=None) for _ in range(2)] + [a_dataset() for _ in range(2)]
    audit = audited(*rows)
    three = audited(*rows[1:])
    one, both = points(audit, waived("license_missing", "d1")), points(audit, waived("license_missing", "d1", "d2"))
    ours = next(result.value for result in audit.rubrics[0].criteria if result.id == "PH8")
    ours_of_three = next(result.value for result in three.rubrics[0].criteria if result.id == "PH8")

    assert ours is not None and ours_of_three is not None
    more = 17 * (ours_of_three - ours) / audit.rubrics[0].decided  # PH8 weighs 17 of the 100 that are decided in part
    assert one - (audit.rubrics[0].score or 0) == pytest.approx(more, abs=0.11)
    assert both > one
    assert audit.rubrics[0].score == audited(*rows).rubrics[0].score


def test_what_counts_for_no_score_is_not_counted() -> None:
    """A view's finding is waived to no effect."""
    audit = audited(a_dataset(), a_dataset(kind="view", license=None, license_url=None, license_title=None))
    assert without_waived(audit, waived("license_missing", "d2"), HEALTH) is None


def test_a_dataset_that_is_late_is_not_late_when_waived() -> None:
    """The rule reads the check's measures, not its counts."""
    late = a_dataset(frequency="daily", modified="2020-01-01", metadata_modified="2020-01-01T00:00:00Z")
    audit = audited(late, late, a_dataset())
    before = audit.rubrics[0].score or 0

    assert points(audit, waived("dataset_overdue", "d1", "d2")) > points(audit, waived("dataset_overdue", "d1")) > before


def test_a_portals_finding_can_be_waived() -> None:
    audit = audited(a_dataset(metadata_modified="2020-01-01T00:00:00Z", modified="2020-01-01"))
    assert any(check.id == "portal_dormant" and check.outcome == "fail" for check in audit.portals[0].checks)
    found = without_waived(audit, waived("portal_dormant", "portal"), HEALTH)

    assert found is not None and found.findings == 1
    assert found.score is not None and found.score > (audit.rubrics[0].score or 0)


def test_long_names_are_matched_as_databases_keep_them() -> None:
    from portalaudit.model.texts import short

    name = "x" * 2000
    audit = audited(a_dataset(key=name, license=None, license_url=None, license_title=None), a_dataset())
    found = without_waived(audit, waived("license_missing", short(name)), HEALTH)

    assert found is not None and found.findings == 1
