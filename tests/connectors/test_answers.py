"""What a body is, whatever its headers say."""

from datetime import UTC, datetime

import pytest

from portalaudit.connectors.answers import UnreadableError, decode, gap_of, json_list, json_object, json_value, message
from portalaudit.model.capture import Capture, Exchange, Gap


def an_exchange(
    body: bytes = b"",
    status: int | None = 200,
    error: str | None = None,
    history: bool = False,
    url: str = "http://a/x",
    **headers: str,
) -> Exchange:
    given = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    capture = Capture("c1", "GET", url, datetime(2026, 1, 1, tzinfo=UTC), status, error, given)
    return Exchange(capture, body, (capture,) if history else ())


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        ('{"a": "é"}'.encode("utf-16"), {"a": "é"}),
        ('{"a": "é"}'.encode("latin-1"), {"a": "é"}),
        (b'["a\x00b"]', ["a\x00b"]),
        (b'["\\ud800"]', ["?"]),
        (b"[Infinity, 1e999]", [float("inf"), float("inf")]),
        (b"[" + b"9" * 5_000 + b"]", [float("inf")]),
        (b"  null ", None),
    ],
)
def test_json_in_any_dress_is_read(body: bytes, value: object) -> None:
    assert decode(body) == value


def test_nan_is_read() -> None:
    (value,) = decode(b"[NaN]")  # type: ignore[misc]
    assert value != value


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<html></html>", "not-json"),
        (b'{"a": 1', "not-json"),
        (b"nope", "not-json"),
        (b"[" * 2_000_000, "nesting"),
        (b'{"a":' * 200_000, "nesting"),
        (b"[NaN," + b"[" * 200_000, "nesting"),
    ],
)
def test_what_is_no_json_says_why(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        decode(body)


def test_the_named_character_set_is_used_where_utf8_fails() -> None:
    exchange = an_exchange('["Łódź"]'.encode("iso-8859-2"), content_type="application/json; charset=ISO-8859-2")
    assert json_value(exchange, "x") == ["Łódź"]
    assert json_value(an_exchange(b'["\xe9"]', content_type="application/json; charset=no-such"), "x") == ["é"]


def test_json_is_read_whatever_the_media_type() -> None:
    assert json_value(an_exchange(b'{"a":1}', content_type="text/html"), "x") == {"a": 1}


@pytest.mark.parametrize(
    ("exchange", "reason"),
    [
        (an_exchange(b"<html><body>hello"), "not-json"),
        (an_exchange(b'<form><input name=p type="password">'), "login"),
        (an_exchange(b"<html>", history=True, url="https://a/user/login?next=x"), "login"),
        (an_exchange(b"<title>Request Rejected</title>"), "waf"),
        (an_exchange(b"<title>Just a moment...</title>", status=403), "waf"),
        (an_exchange(b"", status=403, cf_mitigated="challenge"), "waf"),
        (an_exchange(b"<html>forbidden", status=403), "http-403"),
        (an_exchange(b"", status=None, error="timeout"), "timeout"),
        (an_exchange(b"x", status=200, error="too-large"), "too-large"),
        (an_exchange(b""), "empty"),
    ],
)
def test_what_stands_in_place_of_json_is_named(exchange: Exchange, reason: str) -> None:
    assert json_value(exchange, "catalogue") == Gap("catalogue", reason, "c1", None)


def test_json_of_another_shape_is_a_gap() -> None:
    assert isinstance(json_object(an_exchange(b"[]"), "x"), Gap)
    assert isinstance(json_list(an_exchange(b"{}"), "x"), Gap)
    assert json_list(an_exchange(b"[]"), "x") == []


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b'{"message": "no such\\n thing"}', "no such thing"),
        (b'{"error": {"message": "m"}}', "m"),
        (b'"Bad request"', "Bad request"),
        (b'{"errors": ["e"]}', "e"),
        (b'{"error": true}', None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_an_errors_message_is_one_short_line(body: bytes, text: str | None) -> None:
    assert message(body) == text
    assert len(message(b'"' + b"x" * 5_000 + b'"') or "") == 200


def test_a_gap_keeps_the_servers_message() -> None:
    assert gap_of(an_exchange(b'{"error": "gone"}', status=410), "x") == Gap("x", "http-410", "c1", "gone")
