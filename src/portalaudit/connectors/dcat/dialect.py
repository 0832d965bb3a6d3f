"""Which version of DCAT a catalogue is written in."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

Dialect = Literal["dcat-us-1.0", "dcat-us-1.1", "dcat-us-3.0", "dcat-ap"]


def dialect_of(header: Mapping[str, object], entries: Sequence[Mapping[str, object]]) -> Dialect:
    """The dialect of a catalogue with plain keys; `entries` are its first ones.

    By `conformsTo`; without it by the `@context`, else by what only one of the versions has.

    DCAT-US 3.0 has no `@context` of its own (reference: standards); W3C's vocabulary alone, without fields that only Project
    Open Data has, is DCAT as the W3C and the EU have it.
    """
    said = str(header.get("conformsTo") or "").lower()
    if "dcat-us/3" in said or "dcat-us 3" in said or "dcat-us/v3" in said:
        return "dcat-us-3.0"
    if "project-open-data" in said or "v1.1" in said:
        return "dcat-us-1.1"
    if "dcat-ap" in said or "w3.org/ns/dcat" in said:
        return "dcat-ap"
    context = " ".join(_strings(header.get("@context"), 4)).lower()
    if "project-open-data" in context:
        return "dcat-us-1.1"
    if "dcat-us" in context:
        return "dcat-us-3.0"
    if "w3.org/ns/dcat" in context or "dcat-ap" in context:
        federal = any(key in raw for raw in entries for key in ("accessLevel", "bureauCode", "programCode"))
        return "dcat-us-1.1" if federal else "dcat-ap"
    if any(key in header for key in ("datasetSeries", "record", "service", "catalog")):
        return "dcat-us-3.0"
    if (
        "@context" not in header
        and any("accessRights" in raw for raw in entries)
        and not any("accessLevel" in raw for raw in entries)
    ):
        return "dcat-us-3.0"
    return "dcat-us-1.1"


def _strings(value: object, levels: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict) and levels:
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item, levels - 1)
