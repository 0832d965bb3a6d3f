"""Rubric results for the sample audit, as a table."""

from portalaudit.model.capture import Evidence
from portalaudit.model.rubric import CriterionResult, RubricResult


def capture_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


_ABSENT = Evidence(capture_id(1), "/result/results/3/license_id", absent="license_id")
_STATED = Evidence(capture_id(2), "/result/results/7", excerpt="notspecified")
_COUNT = Evidence(capture_id(0), "/result/count", excerpt="300")
_STRATEGY = "The adopted strategy or charter, and the address where the city publishes it"

# id, title, finding, value, weight, checks, because
_HEALTH = (
    ("PH1", "Titles", "met", 1.0, 4, "title_duplicate", "300 of 300 datasets have a title (100 %)"),
    (
        "PH2",
        "Descriptions",
        "partly",
        0.79,
        9,
        "description_short",
        "237 of 300 datasets have a description (79 %); met asks for 90 %",
    ),
    ("PH3", "Keywords and categories", "met", 0.93, 3, "keywords_missing", "279 of 300 datasets have keywords (93 %)"),
    ("PH5", "Publisher", "met", 1.0, 5, "publisher_missing", "300 of 300 datasets name a publisher (100 %)"),
    ("PH6", "Contact", "partly", 0.66, 8, "contact_missing", "198 of 300 datasets name a contact (66 %); met asks for 90 %"),
    ("PH7", "Licence", "not_met", 0.2, 14, "license_missing", "60 of 300 datasets state a licence (20 %); met asks for 90 %"),
    ("PH9", "Columns", "not_met", 0.13, 8, "columns_undescribed", "39 of 300 datasets describe every column (13 %)"),
    ("PH12", "Updates", "partly", 0.57, 16, "dataset_overdue frequency_missing", "171 of 300 datasets came as promised (57 %)"),
    (
        "PH15",
        "Machine-readable formats",
        "partly",
        0.88,
        16,
        "format_not_machine_readable",
        "264 of 300 datasets offer one (88 %)",
    ),
    ("PH17", "The catalogue's own feed", "undetermined", None, 9, "feed_truncated", "The feed could not be read"),
    ("PH18", "Safe transport", "met", 1.0, 8, "portal_insecure", "The portal answers over https"),
)

# id, title, finding, strength, why, group, how well known, because, what to ask for
_WWC = (
    ("DM1", "Implementing data strategy and governance", "undetermined", None, "not_found", "core", "second-hand",
     "Only the portal's catalogue was judged", _STRATEGY),
    ("DM2", "Maintaining a comprehensive data inventory", "undetermined", None, "internal_practice", "core", "second-hand",
     "The catalogue lists what is published; no inventory was seen", "The inventory, with its departments"),
    ("DM4", "Improving data quality", "partly", "indicated", None, "core", "general",
     "171 of 300 datasets came as promised (57 %)", None),
    ("OD1", "Open data policy", "undetermined", None, "not_found", "core", "second-hand",
     "No policy was searched for", _STRATEGY),
    ("OD3", "Open data portal", "met", "verified", None, "core", "read",
     "A public catalogue lists 300 datasets, 264 in open formats", None),
    ("LC5", "Data leadership", "undetermined", None, "unregistered", "neighbour", "general",
     "No check speaks to who is in charge of data", "Name and title of who is in charge"),
)  # fmt: skip


def portal_health() -> RubricResult:
    """A scored rubric: 67.4 of 100, 91 % decided."""
    evidence = {"PH2": (_STATED,), "PH7": (_ABSENT, _STATED), "PH9": (_ABSENT,)}
    criteria = tuple(
        CriterionResult(
            id=id,
            title=title,
            finding=finding,  # type: ignore[arg-type]
            strength=None if value is None else "verified",
            because=because,
            why="gap" if value is None else None,
            ask_for="A data.json feed that programs may read" if value is None else None,
            checks=tuple(checks.split()),
            evidence=evidence.get(id, ()),
            value=value,
            weight=weight,
        )
        for id, title, finding, value, weight, checks, because in _HEALTH
    )
    counts = {"met": 4, "partly": 4, "not_met": 2, "undetermined": 1, "of": 11}
    return RubricResult("portal-health", "1.0", "Portal health", "6b1f" * 16, True, 67.4, 0.91, counts, criteria)


def wwc() -> RubricResult:
    """A rubric without score: evidence for 2 of 5 criteria, and a neighbour."""
    criteria = tuple(
        CriterionResult(
            id, title, finding, strength, because, why=why, ask_for=ask, group=group, known=known,  # type: ignore[arg-type]
            checks=("dataset_overdue",) if id == "DM4" else (), evidence=(_COUNT,) if id == "OD3" else (),
        )
        for id, title, finding, strength, why, group, known, because, ask in _WWC
    )  # fmt: skip
    counts = {"met": 1, "partly": 1, "not_met": 0, "undetermined": 3, "of": 5}
    title = "What Works Cities 2022: data management and open data"
    return RubricResult("wwc-v3", "1.0", title, "a07c" * 16, False, None, 0.4, counts, criteria)
