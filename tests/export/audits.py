"""A small audit with a bit of everything."""

from datetime import UTC, datetime

import numpy as np

from portalaudit.model.audit import Audit, CheckResult, PortalAudit, Target
from portalaudit.model.capture import Evidence, Gap, HostTraffic, Traffic
from portalaudit.model.check import Finding
from portalaudit.model.policy import Document
from portalaudit.model.portal import City
from portalaudit.rubrics.grade import grade
from portalaudit.rubrics.inputs import gather
from portalaudit.rubrics.load import available, load
from tests.builders import a_dataset, a_snapshot

CITY = City("example-ex", "Example", portals=("http://data.example.org",))
DIGEST = "sha256:" + "0" * 64


def a_finding(number: int, **changes: object) -> Finding:
    evidence = (Evidence("c1", f"/result/results/{number}", None, "license"),)
    return Finding(**{"check": "license_missing", "subject": f"d{number}", "reason": "absent", "evidence": evidence, **changes})  # type: ignore[arg-type]


def a_portal(
    *rows: dict[str, object], ownership: tuple[str, ...] | None = None, findings: int = 7, **snapshot: object
) -> PortalAudit:
    """A portal audited; row 0 fails its licence and its contact, row 1 its licence."""
    given = rows or (a_dataset(license=None), a_dataset(license=None), a_dataset(kind="view"), a_dataset(publisher=None))
    made = a_snapshot(*given, **snapshot)  # type: ignore[arg-type]
    failing = np.array([0, 1][: len(given)], np.int32)
    checks = (
        CheckResult(
            "license_missing", "metadata", 3, 1, 2, 0, 0, 1, 0, reasons={"null": 2}, failing=failing,
            failing_reasons=["null"] * len(failing), findings=tuple(a_finding(number) for number in range(findings)),
        ),
        CheckResult("contact_missing", "metadata", 3, 2, 1, 0, 0, failing=failing[:1]),
        CheckResult("portal_insecure", "access", 1, 0, 1, 0, 0, outcome="fail"),
        CheckResult("title_missing", "metadata", 0, 0, 0, 0, 0, outcome="error", error="KeyError: title"),
    )  # fmt: skip
    traffic = Traffic(12, 3_141_592, 8.10001, 0, (HostTraffic("data.example.org", 12, 3_141_592, 1.0),))
    return PortalAudit(made, DIGEST, ownership or ("own",) * len(given), checks, traffic)


def an_audit(*portals: PortalAudit, city: City | None = CITY, **changes: object) -> Audit:
    """An audit graded by every shipped rubric."""
    seen = portals or (
        a_portal(gaps=(Gap("columns", "http-403", "c9", "refused"),), documents=(Document("page", None, "http://x", None),)),
    )
    rubrics = tuple(grade(load(name), gather(seen, registered=city is not None)) for name in available())
    moment = datetime(2026, 11, 22, 2, 0, 0, 999, tzinfo=UTC)
    return Audit(**{  # type: ignore[arg-type]
        "id": "a1", "taken_at": moment, "complete": True, "software": "0.1.0", "portals": seen, "rubrics": rubrics,
        "target": Target(city, ("http://data.example.org",)), **changes,
    })  # fmt: skip
