"""Texts and addresses of strangers, as messages have them."""

import pytest

from portalaudit.export.telling.public import line_of, public_link, target_of

TEXTS = {
    "plain": ("Ciudad de Bogotá – Datos (2026)", "Ciudad de Bogotá – Datos (2026)"),
    "slashes stay": ("Parks/Recreation and/or 24/7", "Parks/Recreation and/or 24/7"),
    "colons stay": ("Data: all of it", "Data: all of it"),
    "one line": ("a\r\nBcc: b\u2028c\td", "a Bcc: b c d"),
    "direction": ("abc\u202edef\u2066g\u200fh", "abcdefgh"),
    "controls": ("a\x00b\x1b[31mc", "a b [31mc"),
    "a mail address": ("ask jane.doe@city.example.org now", "ask …@… now"),
    "an address": ("see https://user:pw@x.example/a?t=1 now", "see (address) now"),
    "a script": ("go javascript:alert(1)", "go (address)"),
    "a machine": ("at 10.0.0.1:80 or localhost", "at (address) or (address)"),
    "a path": ("in /srv/data/x.db", "in (path)"),
    "a database": ("postgresql://u:p@h/d", "(address)"),
    "nothing": (None, ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS.keys())
def test_texts(text: str | None, expected: str) -> None:
    assert line_of(text) == expected


def test_huge_texts_are_cut() -> None:
    assert len(line_of("x" * 10_000_000)) == 120
    assert len(line_of("\u202e" * 10_000_000)) == 0


LINKS = {
    "public": ("https://data.boston.gov/a", "https://data.boston.gov/a"),
    "without its query": ("https://data.boston.gov/a?token=1#x", "https://data.boston.gov/a"),
    "a public number": ("http://93.184.216.34/", "http://93.184.216.34/"),
    **{
        address: (address, None)
        for address in (
            "http://127.0.0.1/", "http://10.1.2.3/", "http://[::1]/", "http://[fd00::1]/", "http://169.254.169.254/", "http://intranet/",
            "http://localhost:80/", "http://ckan.local/", "http://x.internal/", "http://2130706433/", "http://0x7f.0.0.1/",
            "http://user:pw@data.boston.gov/", "javascript:alert(1)", "mailto:jane@doe.org", "file:///etc/passwd", "ftp://data.boston.gov/",
            "https://bost\u00f6n.gov/", "https://data.boston.gov/" + "a" * 400, "http://100.64.1.1/", "",
        )
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("address", "expected"), LINKS.values(), ids=[name.encode("unicode_escape").decode()[:40] for name in LINKS]
)
def test_links(address: str, expected: str | None) -> None:
    assert public_link(address) == expected


def test_targets() -> None:
    assert target_of("boston-ma") == "boston-ma"
    assert target_of("https://data.boston.gov/") == "https://data.boston.gov/"
    private = target_of("http://10.1.2.3/")
    assert private.startswith("private-") and private == target_of("http://10.1.2.3/") != target_of("http://10.1.2.4/")
