"""Texts of reason codes. Findings carry codes and parameters; what people read is rendered from them, in any language."""

import math
import string
from collections.abc import Mapping

from portalaudit.data.tables import table
from portalaudit.model.capture import Scalar

_LONGEST = 100


class _Value(str):
    """A parameter as text, and the words of its number where the text has them: `{days:every day|every # days}`."""

    number: float | None
    __slots__ = ("number",)

    def __format__(self, forms: str) -> str:
        if not forms:
            return str(self)
        one, other, *below = forms.split("|") if "|" in forms else (forms, forms)
        chosen = one if self.number == 1 else below[0] if below and self.number is not None and self.number < 1 else other
        return chosen.replace("#", self)


class _Given(dict[str, _Value]):
    """Parameters as text; one that is missing renders as `?`."""

    def __missing__(self, key: str) -> _Value:
        return _value(None)


def render(check: str, reason: str, params: Mapping[str, Scalar], lang: str = "en") -> str:
    """One or two sentences for a finding; the reason code itself where no text is known.

    The texts are data/reasons/<lang>.toml; a language without a file, and a code without a text there, fall back to English.
    """
    text = _text(check, reason, lang) or (_text(check, reason, "en") if lang != "en" else None)
    return reason if text is None else text.format_map(_Given({name: _value(value) for name, value in params.items()}))


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


def _value(value: Scalar) -> _Value:
    made = _Value(_shown(value))
    made.number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    return made


def _shown(value: Scalar) -> str:
    if value is None:
        return "?"
    if isinstance(value, float):
        return "?" if math.isnan(value) else f"{value:.10g}"
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
