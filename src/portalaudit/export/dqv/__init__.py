"""An audit as JSON-LD in the W3C's Data Quality Vocabulary (DQV, 2016) and Provenance Ontology (PROV-O, 2013).

The audit is an activity of this software; captures and snapshots are entities that it made; each check is a metric in a
dimension, what it counted at a portal a measurement of the portal's catalogue; each criterion of a rubric an annotation, whose
evidence points into captures as the Web Annotation model has it. What was not observed has no measurement: no gap is a zero.

No person appears in it: no contact, no excerpt, no name of a file that somebody handed over. The context stands in the file, so
that reading it asks nobody for anything.
"""

from collections.abc import Iterator, Mapping

from portalaudit.export.document import encode
from portalaudit.export.dqv.criteria import annotations
from portalaudit.export.dqv.measurements import measurements
from portalaudit.export.dqv.metrics import metrics
from portalaudit.export.dqv.names import CONTEXT, Json
from portalaudit.export.dqv.provenance import provenance
from portalaudit.model.audit import Audit
from portalaudit.model.check import Manual

__all__ = ["dqv"]


def dqv(audit: Audit, *, manuals: Mapping[str, Manual] | None = None) -> bytes:
    """The audit as a JSON-LD 1.1 document in UTF-8; the same bytes for the same audit.

    Args:
        audit: what to tell.
        manuals: check id → its manual, which defines the metric; a check without one has its id alone.
    """
    return encode({"@context": CONTEXT, "@graph": list(_nodes(audit, manuals or {}))}) + b"\n"


def _nodes(audit: Audit, manuals: Mapping[str, Manual]) -> Iterator[Json]:
    yield from provenance(audit)
    yield from metrics(audit, manuals)
    yield from measurements(audit)
    yield from annotations(audit)
