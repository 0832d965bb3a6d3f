"""A text in lower case and without accents, character for character, so that places stay places."""

import unicodedata

_SAME = dict.fromkeys("’‘", "'") | dict.fromkeys("“”«»", '"') | dict.fromkeys("–—‑", "-") | dict.fromkeys("\xa0\t\u202f", " ")


def _plain(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[0].lower()
    return base if len(base) == 1 else letter


_TABLE = {code: _plain(chr(code)) for code in (*range(0x41, 0x5B), *range(0xA1, 0x250), *range(0x1E00, 0x1F00))} | {
    ord(mark): plain for mark, plain in _SAME.items()
}


def fold(plain: str) -> str:
    """As long as the text given: lower case, Latin letters without accents, one kind of quote, dash and space."""
    return plain.translate(_TABLE)
