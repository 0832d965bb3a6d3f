"""Cells of spreadsheets and CSV files that a stranger's text may not turn into formulas."""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters by which a spreadsheet program takes a cell for a formula or a command (OWASP, CSV injection), full-width
forms included below."""
_WIDE = ("＝", "＋", "－", "＠")


def neutral(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet program would run it. NUL is dropped: no CSV holds it."""
    text = text.replace("\x00", "")
    return f"'{text}" if text.lstrip(" \u00a0\ufeff").startswith((*_STARTS, *_WIDE)) else text
