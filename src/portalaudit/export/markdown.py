"""Texts of strangers in Markdown."""

import re

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~#])")
_MAIL = re.compile(r"[^\s<>()\[\],;:]+@[^\s<>()\[\],;:]+")


def literal(text: str) -> str:
    """A text as Markdown shows it letter by letter: one line, no markup, no addresses of persons."""
    plain = " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
    plain = _MAIL.sub("(an address of mail)", plain)
    return _MARKDOWN.sub(r"\\\1", plain.replace("&", "&amp;"))
