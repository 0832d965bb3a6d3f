"""Texts of reason codes. Findings carry codes and parameters; what people read is rendered from them, in any language."""

import math
import string
from collections.abc import Mapping
from typing import cast

from portalaudit.data.tables import table
from portalaudit.data.writing import Writing, writing
from portalaudit.model.capture import Scalar
from portalaudit.model.values import Given, Value, value

_LONGEST = 100
_PLACES = 7
"""Decimals of a number (own choice: checks round their figures by themselves; this keeps a third from filling a line)."""
_LARGEST = 1e15
"""Floats from here on are written with an exponent (own choice)."""


def render(check: str, reason: str, params: Mapping[str, Scalar], lang: str = "en") -> str:
    """One or two sentences for a finding; the reason code itself where no text is known.

    The texts are data/reasons/<lang>.toml; a language without a file, and a code without a text there, fall back to English.
    """
    text, told = _text(check, reason, lang), lang
    if text is None:
        text, told = _text(check, reason, "en"), "en"
    ways = writing(told)
    words = _words(told)
    return (
        reason if text is None else text.format_map(Given({name: _value(one, ways, words) for name, one in params.items()}, ways))
    )


def language(check: str, reason: str, lang: str) -> str:
    """The language that a reason's text is in when it is asked for in `lang`: `en` where it falls back."""
    return lang if _text(check, reason, lang) is not None else "en"


def parameters(check: str, reason: str, lang: str = "en") -> frozenset[str] | None:
    """The names of the parameters that a reason's text uses; None where there is no text."""
    text = _text(check, reason, lang)
    return None if text is None else frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


def _text(check: str, reason: str, lang: str) -> str | None:
    try:
        section = table(f"reasons/{lang}").get(check)
    except FileNotFoundError:
        return None
    text = section.get(reason) if isinstance(section, dict) else None
    return text if isinstance(text, str) else None


def _words(lang: str) -> Mapping[str, str]:
    """What parameters hold in English words of ours, in a language."""
    return cast(Mapping[str, str], table(f"reasons/{lang}").get("words", {}))


def _value(given: Scalar, writing: Writing, words: Mapping[str, str]) -> Value:
    number = float(given) if isinstance(given, int | float) and not isinstance(given, bool) else None
    return value(_shown(given, writing), writing, number, words=words)


def _shown(given: Scalar, writing: Writing) -> str:
    if given is None:
        return "?"
    if isinstance(given, bool) or not isinstance(given, int | float):
        text = " ".join(str(given).split())
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    if isinstance(given, float) and not abs(given) < _LARGEST:
        return "?" if math.isnan(given) else f"{given:.10g}"
    return writing.number(given) if isinstance(given, int) else writing.decimal(given, _PLACES)
