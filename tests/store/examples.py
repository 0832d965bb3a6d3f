"""Audits as the store is given them, made in a line."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from portalaudit.model import frames
from portalaudit.model.audit import Audit, CheckResult, PortalAudit, Target
from portalaudit.model.capture import Capture, Event, Evidence, Gap, HostTraffic, Traffic
from portalaudit.model.check import Finding
from portalaudit.model.portal import City, Department, Portal
from portalaudit.model.rubric import CriterionResult, RubricResult
from portalaudit.model.snapshot import Snapshot

NIGHT = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
PORTAL = Portal("https://data.example.org", "ckan", "ckan", "Open data of Example", "2.11.1", "status_show")
ALL = frozenset({"datasets", "distributions", "columns", "violations"})


def some_city(key: str = "example-ex") -> City:
    return City(
        key, "Example", "EX", "US", "America/New_York", "https://example.org", ("en", "es"), ("https://data.example.org",),
        ("City of Example",), ("org-1",), ("example.org",), (Department("Parks", ("Parks & Rec",), "charter"),),
        policy_url="https://example.org/policy", source="made up",
    )  # fmt: skip


def a_snapshot(names: Sequence[str], portal: Portal = PORTAL, **changes: object) -> Snapshot:
    """A snapshot of datasets; a name may be `id@organisation`."""
    parts = [name.partition("@") for name in names]
    given: dict[str, Sequence[object]] = {
        "id": [part[0] for part in parts],
        "organization": [part[2] or None for part in parts],
        "kind": ["dataset"] * len(names),
    }
    columns = [
        pa.array(given.get(field.name, [None] * len(names)), type=_plain(field.type)).cast(field.type)
        for field in frames.DATASETS
    ]
    datasets = frames.to_frame(pa.table(columns, schema=frames.DATASETS))
    states = frames.to_frame(pa.table({"title": pa.array([3] * len(names), pa.uint8())}))
    made = Snapshot(
        portal, NIGHT, datasets, frames.empty("distributions"), frames.empty("columns"), frames.empty("violations"), states,
        parts=ALL, declared_total=len(names),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def _plain(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_dictionary(kind) else kind


def a_check(
    name: str = "license_missing",
    fails: Sequence[int] = (),
    unobserved: Sequence[int] = (),
    reason: str = "absent",
    **changes: object,
) -> CheckResult:
    """A dataset check whose rows `fails` fail."""
    made = CheckResult(
        name, "metadata", 10, 10 - len(fails), len(fails), 0, len(unobserved), reasons={reason: len(fails)} if len(fails) else {},
        failing=np.array(fails, np.int32), failing_reasons=[reason] * len(fails), unobserved=np.array(unobserved, np.int32),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def a_portal_check(outcome: str, name: str = "portal_insecure", reason: str = "no-https") -> CheckResult:
    findings = (Finding(name, "portal", reason),) if outcome == "fail" else ()
    return CheckResult(name, "access", 1, 0, 1, 0, 0, outcome=outcome, findings=findings)  # type: ignore[arg-type]


def a_part(names: Sequence[str], *checks: CheckResult, portal: Portal = PORTAL, **changes: object) -> PortalAudit:
    """One portal's part of an audit."""
    traffic = Traffic(12, 34_567, 8.25, 1, (HostTraffic("data.example.org", 12, 34_567, 1.0),))
    return PortalAudit(a_snapshot(names, portal, **changes), "sha256:" + "ab" * 32, ["own"] * len(names), checks, traffic)


def a_capture(number: int, **changes: object) -> Capture:
    made = Capture(
        f"00000000-0000-4000-8000-{number:012d}", "GET", f"https://data.example.org/api?page={number}",
        NIGHT + timedelta(seconds=number), 200, media_type="application/json", length=1000 + number,
        sha256=f"{number:064x}", tls="cd" * 32,
        segment="2026/11/01/a-00001.warc.gz", offset=100 * number,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def a_rubric(finding: str = "met") -> RubricResult:
    proof = Evidence("00000000-0000-4000-8000-000000000001", "/license", "cc-by")
    said = CriterionResult("licences", "Licences", finding, "verified", "92 of 100 have one", evidence=(proof,), value=0.92)  # type: ignore[arg-type]
    counts = {"met": 1, "partly": 0, "not_met": 0, "undetermined": 0, "of": 1}
    return RubricResult("portal-health", "1", "Portal health", "ef" * 32, True, 92.0, 1.0, counts, (said,))


def an_audit(name: str, *parts: PortalAudit, night: int = 0, **changes: object) -> Audit:
    """A complete audit of a city, so many nights after the first."""
    made = Audit(
        name, NIGHT + timedelta(days=night), True, "0.1.0", Target(some_city(), ("https://data.example.org",)),
        parts or (a_part(["d1", "d2"], a_check(fails=[0])),), (a_rubric(),),
        (Event("sample", ["d1", 2, None, {"a": 1.5}], {"seed": 7}),), (a_capture(1), a_capture(2)),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def a_gap(part: str, reason: str = "http-403") -> Gap:
    return Gap(part, reason, "00000000-0000-4000-8000-000000000001", "a short line")


Values = Mapping[str, object]
