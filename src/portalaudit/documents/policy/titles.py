"""A document's title: its own, else a labelled subject, a heading or its first line."""

import re

from portalaudit.documents.policy.folding import fold
from portalaudit.documents.policy.page import Page
from portalaudit.documents.policy.place import forms

LONGEST = 300
SHORTEST, LONGEST_NAME = 4, 6

_JUNK = re.compile(
    r"^(?:microsoft (?:word|powerpoint)|untitled|document\d*$|doc\d*$|print|scan|[\w-]*\.(?:docx?|pdf|html?|txt|md)$|home$"
    r"|page \d+|slide \d+|index$|[\W\d_]*$|.{0,40}\{)"
)
_LABELLED = re.compile(
    r"(?m)^[ *]{0,3}(?:policy )?(?:subject|title|re|asunto|assunto|titulo|policy name|policy title)\W{0,3}:"
    r"[ \t\n]{0,4}(\S[^\n]{2,200})$"
)
_ONLY_NUMBER = re.compile(
    r"^[\W\d_]*(?:ordinance|resolution|bill|no|number|decreto|lei|ley|page|version|draft|effective|date)?[\W\d_a-z]{0,4}$"
)
_LABEL = re.compile(
    r"^(?:date|from|to|number|effective|department|page|section|reference|policy no|policy number|file|for council|meeting date"
    r"|phone)"
    r"\b[^a-z]{0,3}"
)
_GENERAL = re.compile(
    r"^[\divx.) ]*(?:purpose|scope|policy|background|introduction|whereas|office of|by the|subject|published|summary)\b"
)
"""A heading that many documents have; taken where nothing better stands in the first lines."""


def title_of(page: Page) -> str | None:
    """What it is called, white space folded, 300 characters at most; None where nothing tells."""
    own = _clean(page.text.title or "")
    if own and not _JUNK.match(fold(own)):
        return own
    start, end = page.body
    labelled = _LABELLED.search(page.folded, start, min(end, start + 2_000))
    if labelled:
        return _clean(page.plain[labelled.start(1) : labelled.end(1)])
    heads = [page.plain[h.start : h.end] for h in page.text.headings if start <= h.start < min(end, start + 400) and h.level <= 2]
    lines = [page.plain[first:last] for first, last in page.title_spans]
    lines = [line for span in lines for line in span.split("\n")]
    told = [one for one in map(_clean, (*heads, *lines)) if len(one) >= SHORTEST and not _worthless(fold(one))]
    return next((one for one in told if not _general(fold(one))), told[0] if told else None)


def _general(folded: str) -> bool:
    """A heading of any document, or the bare name of a government."""
    named = any(folded.startswith(form + " ") for form in forms())
    return bool(_GENERAL.match(folded)) or (named and len(folded.split()) <= LONGEST_NAME)


def _worthless(folded: str) -> bool:
    return bool(_JUNK.match(folded) or _ONLY_NUMBER.match(folded) or _LABEL.match(folded))


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", text[: 2 * LONGEST]).strip(" *_#|•\t\r\n")[:LONGEST].rstrip()
