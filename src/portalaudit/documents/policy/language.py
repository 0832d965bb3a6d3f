"""English, Spanish or Portuguese, by the small words of a text."""

import re
from functools import cache

from portalaudit.data.tables import table, words
from portalaudit.documents.textual import Text

SAMPLE, FEWEST, LEAD = 6_000, 8, 1.5
"""Characters looked at; small words needed; how much more of one language's than of the next. Own choices."""

_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: Text) -> str | None:
    """ISO 639-1 by the words where they are clear, else as the document declares it."""
    start, end = text.main or (0, len(text.plain))
    met = [word.lower() for word in _WORD.findall(text.plain[start : min(end, start + SAMPLE)])]
    counted = sorted(((sum(word in listed for word in met), code) for code, listed in _small().items()), reverse=True)
    (best, code), (second, _) = counted[0], counted[1]
    if best >= FEWEST and best >= LEAD * second:
        return code
    return text.language


@cache
def _small() -> dict[str, frozenset[str]]:
    section = table("policy_languages")["small"]
    assert isinstance(section, dict)
    return {code: frozenset(words(section, code)) for code in section}
