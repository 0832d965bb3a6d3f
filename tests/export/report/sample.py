"""A rich audit for tests: six departments, every kind of finding, and what a hostile catalogue would put into it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from portalaudit.model.audit import Audit, CheckResult, PortalAudit, Target
from portalaudit.model.capture import Capture, Evidence, Gap, HostTraffic, Traffic
from portalaudit.model.check import HEADINGS, Finding, Manual
from portalaudit.model.frames import column
from portalaudit.model.portal import City, Department, Portal
from portalaudit.model.snapshot import Snapshot
from tests.builders import ABSENT, TAKEN_AT, a_dataset, a_snapshot
from tests.export.report.graded import capture_id, portal_health, wwc

HOSTILE = (
    "<script>alert('title')</script>",
    "</script><script>alert(1)</script>",
    "\u202egnp.stsoc egap\u202c right to left",
    "W" * 4_000,
    "null \x00 byte and \x1b[31m escape",
    "{{ 7 * 7 }} {% raw %}",
    '"><img src=http://evil.example/x.png onerror=alert(1)>',
    "=HYPERLINK(\"http://evil.example\")",
    "&lt;b&gt; &amp; entities",
    "سجل الأشجار في المدينة",
)  # fmt: skip
HOSTILE_LINKS = (
    "javascript:alert(1)", "JAVASCRIPT:alert(1)", " javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:x", "java\nscript:alert(1)", "//evil.example/x",
    "http:///nohost", "http://user:secret@evil.example/", "file:///etc/passwd", "http://[::1",
    'http://evil.example/" onmouseover="alert(1)', "http://evil.example/" + "a" * 5_000,
)  # fmt: skip

DEPARTMENTS = {
    "Parks and Recreation": 74, "Transportation": 68, "Police Department": 55, "Public Works and Infrastructure": 49,
    "Housing and Neighborhood Services": 33, "Mayor’s Office": 21,
}  # fmt: skip
_TOPICS = (
    "Street trees", "Crash reports", "Building permits", "Budget by account", "Bus stops", "Park facilities", "Crime incidents",
    "Pavement condition", "Vacant lots", "Service requests", "Water quality samples", "Bicycle counts",
)  # fmt: skip
_DATASET_CHECKS = (
    ("license_missing", "metadata", 0.80), ("description_short", "metadata", 0.21), ("contact_missing", "metadata", 0.34),
    ("columns_undescribed", "metadata", 0.87), ("keywords_missing", "metadata", 0.07), ("title_duplicate", "metadata", 0.02),
    ("publisher_missing", "metadata", 0.0), ("frequency_missing", "freshness", 0.55), ("dataset_overdue", "freshness", 0.43),
    ("modified_implausible", "freshness", 0.01), ("distribution_missing", "access", 0.04), ("format_proprietary", "access", 0.03),
    ("format_not_machine_readable", "access", 0.12), ("download_missing", "access", 0.09),
)  # fmt: skip


def manuals() -> dict[str, Manual]:
    """A manual for every check of the sample."""
    texts = (
        "Whether the entry says so in the field that the platform keeps for it.",
        "Without it nobody may use the data with a good conscience, however good the data is.",
        "Open the dataset's settings, fill the field in, save, and look at the public page once more.",
        "DCAT-US 1.1, required field.",
    )  # fmt: skip
    return {name: Manual(name.replace("_", " "), dict(zip(HEADINGS, texts, strict=True))) for name, _, _ in _DATASET_CHECKS}


def _rows(departments: Mapping[str, int]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for department, size in departments.items():
        for number in range(size):
            topic = _TOPICS[(number * 5 + len(department)) % len(_TOPICS)]
            changed = TAKEN_AT - timedelta(days=(number * number * 7 + len(department) * 31) % 1500)
            rows.append(
                a_dataset(
                    title=f"{topic}, {2008 + number % 18}",
                    organization=department.upper() if number == 3 else department,
                    publisher="City of Example",
                    landing_page=f"https://data.example.org/d/{len(rows):04d}",
                    data_modified=changed.isoformat(),
                )
            )
    return rows


def hostile_rows() -> list[dict[str, object]]:
    """Datasets whose texts and addresses mean harm."""
    rows = [
        a_dataset(title=text, organization=text, publisher=text, landing_page=f"https://data.example.org/h/{n}")
        for n, text in enumerate(HOSTILE)
    ]
    rows += [
        a_dataset(title=f"Link {n}", landing_page=link, organization=ABSENT, publisher=ABSENT)
        for n, link in enumerate(HOSTILE_LINKS)
    ]
    return rows


def _check(snapshot: Snapshot, own: np.ndarray, number: int, name: str, family: str, share: float) -> CheckResult:
    """A result that fails this share of rows, spread over the departments without chance."""
    rows = np.arange(len(own))
    failing = np.flatnonzero(((rows * 37 + number * 101) % 1000) < share * 1000).astype(np.int32)
    unobserved = np.flatnonzero(own & (rows % 61 == number)).astype(np.int32)
    if share > 1:
        unobserved = unobserved[:0]
    failing = np.setdiff1d(failing, unobserved).astype(np.int32)
    failed = int(own[failing].sum())
    tested = int(own.sum()) - len(unobserved)
    ids = snapshot.datasets["id"].tolist()
    findings = tuple(
        Finding(name, ids[row], "absent", {}, (Evidence(capture_id(row % 7), f"/result/results/{row}", absent="license"),))
        for row in failing[:5].tolist()
    )
    return CheckResult(
        name, family, tested, tested - failed, failed, 0, len(unobserved), others_tested=int((~own).sum()),  # type: ignore[arg-type]
        others_failed=int((~own)[failing].sum()), reasons={"absent": failed} if failed else {}, failing=failing,
        failing_reasons=["absent"] * len(failing), unobserved=unobserved, findings=findings,
    )  # fmt: skip


_SEARCH = "https://data.example.org/api/3/action/package_search?rows=50&start="


def captures(number: int) -> tuple[Capture, ...]:
    """So many answers of the catalogue's interface, one of them refused."""
    refused = Capture(capture_id(99), "GET", "https://data.example.org/data.json", TAKEN_AT, 403, length=512, sha256="f" * 64)
    made = (
        replace(refused, id=capture_id(n), url=f"{_SEARCH}{50 * n}", status=200, length=184_233, sha256=f"{n:064x}")
        for n in range(number)
    )
    return (*made, refused)


CITY = City(
    "example-ex", "Exampleville", "EX", "US", portals=("https://data.example.org",), publishers=("City of Example",),
    departments=(Department("Parks and Recreation", ("Parks", "PARKS AND RECREATION")), Department("Transportation", ("DOT",))),
)  # fmt: skip
GAPS = (
    Gap("feed", "http-403", capture_id(99)),
    Gap("columns", "timeout", None, "12 of 300 datasets"),
    Gap("site", "robots"),
)


def an_audit(
    departments: Mapping[str, int] = DEPARTMENTS,
    *,
    extra: Sequence[Mapping[str, object]] = (),
    city: City | None = CITY,
    all_fail: bool = False,
) -> Audit:
    """The sample: these departments' datasets, some views and a vendor's assets, and extra rows as they come.

    With `all_fail` one more check fails every dataset, so that each is listed.
    """
    rows = _rows(departments)
    others = [a_dataset(kind="view", title=f"View {n}", parent="d1", organization="Parks and Recreation") for n in range(40)]
    vendor = [a_dataset(title=f"World layer {n}", publisher="Esri", organization=ABSENT) for n in range(12)]
    everything = [*rows, *others, *vendor, *extra]
    portal = Portal("https://data.example.org", "ckan", "ckan", "Open Data Exampleville", "2.12")
    snapshot = a_snapshot(*everything, portal=portal, gaps=GAPS, declared_total=len(everything) + 5)
    publishers = column(snapshot.datasets, "publisher").to_pylist()
    ownership = ["vendor" if publisher == "Esri" else "own" if city else "unknown" for publisher in publishers]
    kinds = snapshot.datasets["kind"].tolist()
    own = np.array([kind == "dataset" and word != "vendor" for kind, word in zip(kinds, ownership, strict=True)])
    given = (*_DATASET_CHECKS, ("placeholder_text", "metadata", 1.1)) if all_fail else _DATASET_CHECKS
    checks = [_check(snapshot, own, n, *one) for n, one in enumerate(given)]
    insecure = Finding("portal_insecure", "portal", "no-upgrade", {}, (Evidence(capture_id(3), None),))
    checks += [
        CheckResult("portal_insecure", "access", 1, 0, 1, 0, 0, outcome="fail", findings=(insecure,)),
        CheckResult("feed_truncated", "access", 0, 0, 0, 0, 1, outcome="not_observed"),
        CheckResult("catalog_disagrees", "access", 1, 1, 0, 0, 0, outcome="pass"),
        CheckResult("portal_dormant", "freshness", 0, 0, 0, 0, 0, outcome="error", error="ZeroDivisionError: division by zero"),
    ]
    traffic = Traffic(412, 31_415_926, 431.0, 3, (HostTraffic("data.example.org", 412, 31_415_926, 1.0),))
    audited = PortalAudit(snapshot, "sha256:" + "3d9a" * 16, ownership, tuple(checks), traffic)
    return Audit(
        "2026-11-01-example",
        TAKEN_AT,
        True,
        "0.1.0",
        Target(city, ("https://data.example.org",)),
        (audited,),
        (portal_health(), wwc()),
        captures=captures(7),
    )
