"""Stored documents read: of other versions, and of anybody."""

import json

import pytest

from portalaudit.audit.across.past import Past, laid_beside
from portalaudit.audit.across.then import parse_then
from portalaudit.errors import StoreError
from portalaudit.export.document import document, encode
from portalaudit.model.audit import Audit
from portalaudit.rubrics.load import load
from portalaudit.store.audits import AuditRow
from portalaudit.store.replay import RubricRef, StoredInputs, StoredPortal
from tests.export.audits import an_audit


def stored(audit: Audit) -> StoredInputs:
    """What a database would tell of the audit."""
    row = AuditRow(audit.id, 1, audit.taken_at, False, audit.complete, audit.software, audit.target)
    portals = tuple(
        StoredPortal(one.snapshot.portal, one.digest, one.traffic, one.snapshot.gaps) for one in audit.portals
    )  # fmt: skip
    return StoredInputs(row, portals, (), tuple(RubricRef(one.id, one.version, one.digest, None) for one in audit.rubrics), ())


def test_what_is_read_of_a_document() -> None:
    audit = an_audit()
    then = parse_then(encode(document(audit)))

    assert [rubric.id for rubric in then.rubrics] == [rubric.id for rubric in audit.rubrics]
    health = next(rubric for rubric in audit.rubrics if rubric.id == "portal-health")
    told = next(rubric for rubric in then.rubrics if rubric.id == "portal-health")
    assert (told.score, told.decided, dict(told.counts)) == (health.score, health.decided, dict(health.counts))
    assert [one.standing.finding for one in told.criteria] == [one.finding for one in health.criteria]
    licence = next(check for check in then.portals[0].checks if check.id == "license_missing").result
    assert (licence.tested, licence.passed, licence.failed, len(licence.findings)) == (3, 1, 2, 5)


def test_a_document_that_tells_less_moves_nothing() -> None:
    """Values, states, versions and digests that an earlier version did not write are not compared."""
    audit = an_audit()
    told = json.loads(encode(document(audit)))
    for rubric in told["rubrics"]:
        rubric.pop("digest")
        for criterion in rubric["criteria"]:
            criterion.pop("value"), criterion.pop("states", None)
    for check in told["portals"][0]["checks"]:
        check.pop("version"), check.pop("shown")
    rubrics = [load(rubric.id) for rubric in audit.rubrics]

    assert laid_beside(stored(audit), audit, rubrics, Past(json.dumps(told).encode(), None)) == audit


def test_an_audit_that_was_never_finished_is_laid_beside_nothing() -> None:
    audit = an_audit()
    assert laid_beside(stored(audit), audit, [], Past(None, None)) is audit


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{", b"\xff", b"{}", b"[" * 200_000, b'{"software": 1, "portals": [], "rubrics": []}',
        b'{"software": "1", "portals": [{}], "rubrics": []}',
        b'{"software": "1", "portals": [], "rubrics": [{"id": "a", "version": "1", "score": null, "decided": 0, "counts": {}, '
        b'"criteria": [{"id": "b", "title": "c", "finding": "splendid", "strength": null, "why": null, "because": ""}]}]}',
        b'{"software": "1", "portals": [{"url": "u", "snapshot": {"digest": "d", "own_datasets": -1}, "checks": []}], '
        b'"rubrics": []}',
    ],
)  # fmt: skip
def test_what_is_no_document(body: bytes) -> None:
    with pytest.raises(StoreError, match="stored document"):
        parse_then(body)
