"""What people said, as JSON: to be kept beside an audit, carried to another database, put into a bundle."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import msgspec

from portalaudit.export.document import encode
from portalaudit.model.assessment import Annotation, Decision

DECISIONS = "portalaudit/decisions/1"
ANNOTATIONS = "portalaudit/annotations/1"

Json = dict[str, object]


def decisions_json(decisions: Sequence[Decision]) -> bytes:
    """All decisions that are given, what was superseded among them, in the order in which they were made: one line of JSON."""
    ordered = sorted(decisions, key=lambda one: (one.decided_at, one.id))
    return encode({"schema": DECISIONS, "decisions": [_said(one) for one in ordered]}) + b"\n"


def annotations_json(annotations: Sequence[Annotation]) -> bytes:
    """All annotations that are given, what was superseded or has run out among them, in their order: one line of JSON."""
    ordered = sorted(annotations, key=lambda one: (one.made_at, one.id))
    said = [{**_said(one), "finding": one.finding} for one in ordered]
    return encode({"schema": ANNOTATIONS, "annotations": said}) + b"\n"


@cache
def schema(name: str) -> Json:
    """The JSON Schema (2020-12) of `decisions` or of `annotations`."""
    text = files("portalaudit.export").joinpath(f"schema/{name}-1.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, object])


def _said(one: Decision | Annotation) -> Json:
    return {"id": one.id, **msgspec.to_builtins(one)}
