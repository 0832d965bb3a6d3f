"""Which addresses become links, and how texts are cut."""

import pytest

from portalaudit.export.workbook.limits import cut, target, units

LONG = "http://example.org/" + "a" * 900


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://data.example.org/d/1?x=1&y=%20#top", "https://data.example.org/d/1?x=1&y=%20#top"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("https://example.org/Bäume/ü?ö=ß#é", "https://example.org/B%C3%A4ume/%C3%BC?%C3%B6=%C3%9F#%C3%A9"),
        ('https://example.org/a"b<c>{d}|e^f`[g]\\h', "https://example.org/a%22b%3Cc%3E%7Bd%7D%7Ce%5Ef%60%5Bg%5D%5Ch"),
        ("https://example.org/#a#b", "https://example.org/#a%23b"),
        (LONG, LONG),
    ],
)  # fmt: skip
def test_web_addresses_become_links_spelt_in_ascii(address: str, link: str) -> None:
    assert target(address) == link


@pytest.mark.parametrize(
    "address",
    [
        None, "", "x", "www.example.org", "/relative", "javascript:alert(1)", "JaVaScRiPt:alert(1)//http://x",
        "file:///etc/passwd", "data:text/html,<b>", "mailto:a@b.example", "ftp://example.org/", "internal:'About'!A1",
        "external:c:\\x.xlsx",         "\\\\server\\share", "http://user:pw@example.org/", "http://@example.org", "http:///x", "http://",
        "https://exa mple.org/",
        "https://example.org/a b", "https://example.org/\x00", "https://example.org/\u202ea", "https://example.org/%zz",
        "https://example.org/100%", "https://example.org:port/", "https://example.org:99999/", "https://exämple.org/",
        "https://ex..ample.org/", "https://-/", "http://" + "a" * 2_100, "https://example.org/" + "é" * 400, "http://[x/", "http://[::1]:8080/",
        "=HYPERLINK(\"http://x\")",
    ],
)  # fmt: skip
def test_anything_else_stays_text(address: str | None) -> None:
    assert target(address) is None


@pytest.mark.parametrize("mark", ["a", "é", "😀", "\ud800"])
@pytest.mark.parametrize("longest", [20, 21, 22, 23])
def test_texts_are_cut_between_characters(mark: str, longest: int) -> None:
    made = cut(mark * 100, longest, "… [cut]")

    assert longest - 1 <= units(made) <= longest or mark == "\ud800"
    assert made.endswith("… [cut]")
    assert set(made.removesuffix("… [cut]")) <= {mark}
