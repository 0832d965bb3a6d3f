"""Where a person finds what a capture holds: the page or document itself, else the address that was asked."""

import re
from collections.abc import Mapping, Sequence

from portalaudit.model.audit import Audit
from portalaudit.model.capture import Evidence

SENTENCE = 40
"""Characters from which a passage says something by itself; less is a title or a name (own choice)."""
_SPAN = re.compile(r"char=(\d{1,12}),(\d{1,12})", re.ASCII)


def sources(audit: Audit) -> Mapping[str, str]:
    """Capture id → address, for the captures that the audit's criteria and documents name; secrets are redacted in both."""
    found: dict[str, str] = {}
    for one in audit.governance.documents:
        for name in (one.document.text, one.document.capture):
            if name:
                found.setdefault(name, one.document.url)
    named = {evidence.capture for rubric in audit.rubrics for one in rubric.criteria for evidence in one.evidence}
    for capture in audit.captures if named - found.keys() - {None} else ():
        if capture.id in named:
            found.setdefault(capture.id, capture.url)
    return found


def span(evidence: Evidence) -> tuple[int, int] | None:
    """The characters of a document's plain text that it quotes (`char=a,b`, RFC 5147); None where it points into data."""
    found = _SPAN.fullmatch(evidence.pointer or "")
    return (int(found[1]), int(found[2])) if found else None


def best_quote(evidence: Sequence[Evidence]) -> Evidence | None:
    """The passage of a document that speaks for itself: the first sentence, else the first words; None where none is quoted."""
    told = [one for one in evidence if one.excerpt and span(one)]
    return next((one for one in told if len(one.excerpt or "") >= SENTENCE), told[0] if told else None)
