"""An audit that has something for every table, judged by the shipped checks, and what people said of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from portalaudit.audit.beside import beside
from portalaudit.audit.judgement import Criteria, Origin, Seen, judged
from portalaudit.checks.run import discover
from portalaudit.connectors.values import ABSENT
from portalaudit.export.tables import Beside
from portalaudit.model.assessment import Annotation, Assessment, Decision
from portalaudit.model.audit import Audit, Target
from portalaudit.model.capture import Capture, Evidence, Gap, HostTraffic, Traffic
from portalaudit.model.policy import Document
from portalaudit.model.portal import City, Department, Portal
from portalaudit.rubrics.load import load
from tests.builders import TAKEN_AT, a_dataset, a_snapshot
from tests.export.governed import LOOKED, a_document, a_reading, unread
from tests.export.inventoried import TREES, a_failure, a_result, with_inventories

AUDIT = "20261101-0badcafe"
URL, OTHER = "http://data.example.org", "http://maps.example.org"
CITY = City(
    "example-ex", "Exampleville", portals=(URL, OTHER), publishers=("City of Example",),
    departments=(Department("Parks", ("Parks & Rec",)), Department("Police")),
)  # fmt: skip
CAPTURE = "00000000-0000-4000-8000-000000000001"
PERSON, MAIL = "Quentin Contact", "q.contact@city.example"
NOTHING: Mapping[str, object] = {"license": None, "license_url": None, "license_title": None, "description": ABSENT}


def a_capture(number: int = 1, **changes: object) -> Capture:
    given = Capture(
        f"00000000-0000-4000-8000-{number:012d}", "GET", f"{URL}/api/3/action/package_search?start={number}", TAKEN_AT, 200,
        media_type="application/json", length=1234, sha256="ab" * 32, segment="segments/2026/11/a-0.warc.gz", offset=77,
    )  # fmt: skip
    return replace(given, **changes)  # type: ignore[arg-type]


def an_audit(*rows: dict[str, object], documents: tuple[Document, ...] = (), **changes: object) -> Audit:
    """An audit of two portals, all findings told. The first portal has these datasets, or three, two of which lack much."""
    given = rows or (
        a_dataset(contact_name=PERSON, contact_email=f"mailto:{MAIL}"),
        a_dataset(**NOTHING, organization="Parks & Rec", contact_name=PERSON, contact_email="noreply@city.example"),
        a_dataset(kind="view", organization="Police", title="A view", **NOTHING),
    )
    found = documents or (
        a_document(), a_document("charter", a_reading("data-governance-charter", adopted=None, year=2021)), unread(),
    )  # fmt: skip
    first = a_snapshot(
        *given, gaps=(Gap("columns", "http-403", CAPTURE, "refused"),), documents=found, looked=LOOKED, declared_total=len(given)
    )
    second = a_snapshot(a_dataset(key="s1", title="Streets"), portal=Portal(OTHER, "arcgis", "dcat", "Maps of Example", "1.0"))
    traffic = Traffic(12, 3_141_592, 8.1, 1, (HostTraffic("data.example.org", 12, 3_141_592, 1.0),))
    criteria = Criteria(discover(), (load("wwc-v3"), load("portal-health")))
    origin = Origin(AUDIT, TAKEN_AT, Target(CITY, (URL, OTHER)), captures=(a_capture(), a_capture(2)))
    audit = judged(
        origin, [Seen(first, f"sha256:{'0' * 64}", traffic), Seen(second, f"sha256:{'1' * 64}", Traffic())], criteria, None
    )
    read = with_inventories(audit.portals[0], a_result(), a_failure(), refused=[TREES])
    return replace(audit, portals=(read, audit.portals[1]), **changes)  # type: ignore[arg-type]


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, 30, tzinfo=UTC)


def a_decision(criterion: str = "DM2", day: int = 3, **changes: object) -> Decision:
    version = load("wwc-v3").version
    given = Decision(AUDIT, "wwc-v3", version, criterion, "undetermined", None, "accept", "Jo Doe", at(day), "Seen")
    return replace(given, **changes)  # type: ignore[arg-type]


def an_annotation(subject: str = "d2", day: int = 3, **changes: object) -> Annotation:
    given = Annotation(URL, "license_missing", subject, "by-design", "Meant so", "Ann Roe", at(day), date(2027, 6, 30), True)
    return replace(given, **changes)  # type: ignore[arg-type]


SAID = Assessment(
    (a_decision(day=2, decision="reject"), a_decision(), a_decision("OD1", decision="more", why="=which?")),
    (an_annotation(day=2, reason="not-ours"), an_annotation(), an_annotation("d3", until=date(2026, 10, 1))),
)


def beside_it(audit: Audit, said: Assessment = SAID, **changes: object) -> Beside:
    """What an export is given beside an audit."""
    return replace(beside(audit, said), **changes)  # type: ignore[arg-type]


FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "\r=1", "\u00a0=1")
"""Texts that a spreadsheet program may run."""
HOSTILE = (
    *FORMULAS, "<r><t>x</t></r></si></sst>", "<r></t></is><v>1</v></r>", "]]>", "&amp;<b>", "a\x00b", "a\x1bb", "\ud800",
    "\ufffe\uffff", "_x000D_", "line\r\nend\u2028", "“q” \"q\" 'q',;|", "\u202eevil", "é" * 10, "😀" * 10, "null", "1e5",
    "2020-01-01", "TRUE", "'", "'=1",
)  # fmt: skip
"""What strangers may write anywhere."""


def hostile() -> Audit:
    """An audit in which every text of a stranger's is hostile."""
    rows = [
        a_dataset(
            key=f"k{text}", title=text, publisher=text, organization=text, license=text, license_title=text, frequency=text,
            description=text, keywords=[text], landing_page=text, contact_name=text, contact_email=text, modified=text,
        )
        for text in HOSTILE
    ]  # fmt: skip
    documents = tuple(
        a_document(
            f"x{number}", a_reading("other", place=text, number=text), title=text, url=text, shown=text, via=text, note=text
        )
        for number, text in enumerate(HOSTILE)
    )
    audit = an_audit(*rows, documents=documents)
    gaps = tuple(Gap(text, text, text, text) for text in HOSTILE)
    portal = replace(audit.portals[0], snapshot=replace(audit.portals[0].snapshot, gaps=gaps))
    captures = tuple(a_capture(number, url=text, media_type=text) for number, text in enumerate(HOSTILE, 1))
    rubric = audit.rubrics[0]
    criteria = tuple(
        replace(one, because=text, ask_for=text, evidence=(Evidence(CAPTURE, f"/{text}", text),))
        for one, text in zip(rubric.criteria, HOSTILE, strict=False)
    )
    rubrics = (replace(rubric, criteria=criteria), *audit.rubrics[1:])
    return replace(audit, portals=(portal, *audit.portals[1:]), captures=captures, rubrics=rubrics)
