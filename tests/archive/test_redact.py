"""Secrets are masked in addresses and headers, and never reach a segment."""

import gzip
from pathlib import Path

import pytest

from portalaudit.archive.redact import redact_headers, redact_url
from tests.archive.test_segments import answered, asked, segments
from tests.patience import ends

URLS = [
    ("https://d.org/r.json?$$app_token=abc&$limit=5", "https://d.org/r.json?$$app_token=REDACTED&$limit=5"),
    ("https://d.org/r.json?%24%24app_token=abc", "https://d.org/r.json?%24%24app_token=REDACTED"),
    ("https://d.org/?API_KEY=abc&q=x", "https://d.org/?API_KEY=REDACTED&q=x"),
    ("https://s3.org/f?X-Amz-Signature=a&X-Amz-Credential=b&x-amz-date=c&z=1",
     "https://s3.org/f?X-Amz-Signature=REDACTED&X-Amz-Credential=REDACTED&x-amz-date=REDACTED&z=1"),
    ("https://cdn.org/f?Policy=p&Signature=s&Key-Pair-Id=k", "https://cdn.org/f?Policy=REDACTED&Signature=REDACTED&Key-Pair-Id=REDACTED"),
    ("https://d.org/?policy=open-data", "https://d.org/?policy=open-data"),
    ("https://blob.org/f?sv=2020&sig=abc%3D", "https://blob.org/f?sv=2020&sig=REDACTED"),
    ("https://d.org/?key=title", "https://d.org/?key=title"),
    ("https://maps.org/?key=AIzaSyA1234567890abcdefghij", "https://maps.org/?key=REDACTED"),
    ("https://user:pw@d.org/x", "https://REDACTED@d.org/x"),
    ("https://d.org/app;jsessionid=ABC?x=1", "https://d.org/app;jsessionid=REDACTED?x=1"),
    ("https://d.org/#access_token=abc&x=1", "https://d.org/#access_token=REDACTED&x=1"),
    ("https://d.org/?token=", "https://d.org/?token="),
    ("https://d.org/?tokens=3&q=token", "https://d.org/?tokens=3&q=token"),
    ("https://d.org/a%20b?x=%41&&y", "https://d.org/a%20b?x=%41&&y"),
    ("http://[::1?token=abc", "http://[::1"),
    ("http://user:pw@[::1?token=abc", "http://REDACTED@[::1"),
    ("http://user:p/w@d.org/x", "http://REDACTED@d.org/x"),
    ("http://user:p?w@d.org/x", "http://REDACTED@d.org/x"),
    ("http://user%3Apw@d.org/x", "http://REDACTED@d.org/x"),
    ("https://d.org/?domains=user%3Apw%40d.org%3A80", "https://d.org/?domains=REDACTED%40d.org%3A80"),
    ("https://d.org/?domains=user:pw@d.org&q=1", "https://d.org/?domains=REDACTED@d.org&q=1"),
    ("https://d.org/proxy/http://user:pw@e.org/x", "https://d.org/proxy/http://REDACTED@e.org/x"),
    ("https://d.org/http%3A%2F%2Fuser%3Apw%40e.org", "https://d.org/http%3A//REDACTED%40e.org"),
    ("https://d.org/?u=http%3A%2F%2Fe.org%2F%3Fapikey%3Dabc%26q%3D1", "https://d.org/?u=http%3A%2F%2Fe.org%2F%3Fapikey%3DREDACTED%26q%3D1"),
    ("https://d.org/?u=http%253A%252F%252Fu%253Ap%2540e.org", "https://d.org/?u=http%253A%252F%252FREDACTED%2540e.org"),
    ("https://d.org/?u=http://e.org/?apikey=abc;token=x", "https://d.org/?u=http://e.org/?apikey=REDACTED;token=REDACTED"),
    ("https://d.org/?state=a%26token%3Dabc", "https://d.org/?state=a%26token%3DREDACTED"),
    ("https://d.org/?q=a@b.org&m=mailto:a@b.org&t=12:30", "https://d.org/?q=a@b.org&m=mailto:a@b.org&t=12:30"),
    ("https://d.org/maps/@12,13/a%20b", "https://d.org/maps/@12,13/a%20b"),
    ("https://d.org/?fq=type%3Dx&u=http%3A%2F%2Fe.org%2Fa", "https://d.org/?fq=type%3Dx&u=http%3A%2F%2Fe.org%2Fa"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "kept"), URLS)
def test_addresses(url: str, kept: str) -> None:
    assert redact_url(url) == kept
    assert redact_url(kept) == kept


def test_headers() -> None:
    headers = (
        ("X-App-Token", "s3cret"), ("authorization", "Bearer s3cret"), ("Set-Cookie", "a=s3cret"), ("Cookie", "s3cret"),
        ("Location", "https://s3.org/?X-Amz-Signature=s3cret&a=b"), ("Link", '<https://d.org/?page=2&token=s3cret>; rel="next"'),
        ("Referer", "https://d.org/?api_key=s3cret"), ("ETag", '"kept"'),
    )  # fmt: skip
    kept = redact_headers(headers)
    assert "s3cret" not in str(kept) and [name for name, _ in kept] == [name for name, _ in headers]
    assert dict(kept)["ETag"] == '"kept"' and dict(kept)["Link"] == '<https://d.org/?page=2&token=REDACTED>; rel="next"'


def test_no_secret_is_in_a_segment(tmp_path: Path) -> None:
    from dataclasses import replace

    from portalaudit.archive.writer import SegmentWriter

    with SegmentWriter(tmp_path, "audit-1") as writer:
        secret = replace(
            asked("https://d.org/x?$$app_token=s3cret&a=1"), headers=(("X-App-Token", "s3cret"), ("Authorization", "s3cret"))
        )
        capture = writer.exchange(secret, answered(b"body", ("Set-Cookie", "id=s3cret"), ("Location", "/?token=s3cret")))
        writer.failure(asked("https://s3cret@d.org/"), "address-refused", "odd", sent=True)
    assert capture.url == "https://d.org/x?$$app_token=REDACTED&a=1" and capture.header("set-cookie") == "REDACTED"
    (path,) = segments(tmp_path)
    assert b"s3cret" not in gzip.decompress(path.read_bytes())


@pytest.mark.parametrize(
    "query",
    ["a=" * 80_000, "x=" + "a:;" * 50_000 + "@", "x=" + "%25" * 50_000 + "=@", "a%3D%3F" * 20_000],
    ids=["names", "users", "signs", "encoded"],
)
def test_a_hostile_address_costs_little(query: str) -> None:
    with ends():
        assert redact_url(f"http://d.org/?{query}")
