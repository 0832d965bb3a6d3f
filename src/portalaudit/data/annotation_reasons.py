"""Why people annotate findings: a closed list."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from portalaudit.data.tables import rows


@dataclass(frozen=True, slots=True)
class AnnotationReason:
    code: str
    text: str
    """What it means, for whoever chooses."""
    passing: bool
    """It is true for a while only, so that a waiver for it wants an end."""
    waivable: bool


@cache
def annotation_reasons() -> Mapping[str, AnnotationReason]:
    """All reasons by their codes, in their order."""
    return {
        str(row["code"]): AnnotationReason(
            str(row["code"]), str(row["text"]), bool(row.get("passing", False)), bool(row.get("waivable", True))
        )
        for row in rows("annotation_reasons", "reasons")
    }
