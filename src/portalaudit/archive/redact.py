"""Secrets are taken out before anything is written.

A capture's address is the redacted one everywhere: in the archive, the database, reports and replays.
"""

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote, unquote_plus, urlsplit, urlunsplit

from portalaudit.model.capture import Headers

MASK = "REDACTED"
MAX_LENGTH = 16_384
"""Bytes of an address that are kept; longer ones are not asked (fetch/address.py)."""
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))

SECRET_PARAMS: dict[str, str] = {
    "$$app_token": "Socrata application token",
    "app_token": "Socrata application token",
    "api_key": "data.gov, CKAN extensions and many others",
    "api-key": "the same, other spelling",
    "apikey": "Opendatasoft, Junar (auth_key below)",
    "auth_key": "Junar",
    "access_key": "credentials",
    "secret_key": "credentials",
    "api_token": "credentials",
    "apitoken": "credentials",
    "auth_token": "credentials",
    "apptoken": "Socrata application token, other spelling",
    "app-token": "the same",
    "x-app-token": "the same",
    "x-api-key": "API gateways",
    "subscription-key": "Azure API management",
    "token": "ArcGIS session token",
    "access_token": "OAuth 2 bearer token (RFC 6750)",
    "refresh_token": "OAuth 2",
    "id_token": "OpenID Connect",
    "client_secret": "OAuth 2",
    "code_verifier": "OAuth 2 PKCE",
    "jwt": "signed token",
    "password": "credentials",
    "passwd": "credentials",
    "pwd": "credentials",
    "secret": "credentials",
    "auth": "credentials",
    "authorization": "credentials",
    "sig": "Azure shared access signature",
    "signature": "signed addresses (CloudFront, S3 version 2, Google)",
    "key-pair-id": "CloudFront signed address",
    "awsaccesskeyid": "S3 signed address, version 2",
    "googleaccessid": "Google Cloud Storage signed address",
    "jsessionid": "servlet session",
    "phpsessid": "PHP session",
    "sessionid": "session",
}
"""Names of query parameters, lower case, whose values are secret; beside each, whose it is."""

SECRET_PREFIXES: tuple[str, ...] = ("x-amz-", "x-goog-", "x-ms-")
"""Signed addresses of S3 (version 4), Google and Azure storage carry the whole credential in these."""

SIGNED_TOGETHER: frozenset[str] = frozenset({"policy"})
"""Secret only beside a signature, because the word is common: CloudFront's custom policy."""

LOOKS_SECRET: frozenset[str] = frozenset({"key", "sid", "session", "hash", "hmac"})
"""Secret where the value looks like a token: 20 or more characters of letters and digits (own choice)."""

SECRET_HEADERS: dict[str, str] = {
    "authorization": "RFC 9110",
    "proxy-authorization": "RFC 9110",
    "cookie": "RFC 6265",
    "set-cookie": "RFC 6265: sessions of load balancers and logins",
    "set-cookie2": "RFC 2965",
    "x-app-token": "Socrata application token",
    "x-api-key": "API gateways",
    "x-ckan-api-key": "CKAN before 2.9",
    "x-csrf-token": "session secret (Socrata sets one)",
    "x-xsrf-token": "session secret",
    "x-auth-token": "credentials",
    "x-esri-authorization": "ArcGIS session token",
    "x-amz-security-token": "S3",
    "ocp-apim-subscription-key": "Azure API management",
}
"""Names of request and response headers, lower case, whose values are secret."""

URL_HEADERS: frozenset[str] = frozenset({"location", "content-location", "referer", "link", "refresh"})
"""Headers that carry addresses; secrets are taken out of these addresses."""

_DEPTH = 6
"""Addresses and parameters within others, or percent-encodings of one, that are looked into (own choice)."""

_TOKEN = re.compile(r"[A-Za-z0-9_\-+/=%.]{20,}")
_PATH_SESSION = re.compile(r"(;(?:jsessionid|phpsessid|sid)=)[^/?#;]*", re.IGNORECASE)
_USER = re.compile(r"(?<=//)[^\s/?#]*@")
"""Name and password before a host."""
_BARE_USER = re.compile(
    r"(?<![^\s/?#&;=,])(?!(?:mailto|acct|xmpp):)[^\s/?#&=:@]{1,200}:(?!//)[^\s?#&@]{1,200}@(?=[^\s@])", re.IGNORECASE
)
"""The same without a scheme; an e-mail address has no colon."""
_BETWEEN = re.compile("([&;])")
_URL_IN_HEADER = re.compile(r"https?://[^\s<>\"]+|(?<=[<=])/[^\s<>\"]+", re.IGNORECASE)


def archived_url(url: str) -> str:
    """The address as captures have it: secrets masked, and whatever is no address's character percent-encoded."""
    return quote(redact_url(url).encode("utf-8", "replace")[:MAX_LENGTH], safe=_PRINTABLE)


def redact_url(url: str) -> str:
    """The address with every secret value replaced by `REDACTED`; the rest untouched, character by character."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - read for its error: a password may hold what ends a host
    except ValueError:
        return _redact_broken(url)
    netloc = parts.netloc
    if "@" in netloc:
        netloc = f"{MASK}@{netloc.rpartition('@')[2]}"
    path = _PATH_SESSION.sub(rf"\g<1>{MASK}", parts.path) if ";" in parts.path else parts.path
    path = _redact_path(path) if "@" in path or "%" in path else path
    query = _redact_query(parts.query) if parts.query else parts.query
    fragment = _redact_query(parts.fragment) if parts.fragment else parts.fragment
    if (netloc, path, query, fragment) == (parts.netloc, parts.path, parts.query, parts.fragment):
        return url
    return urlunsplit((parts.scheme, netloc, path, query, fragment))


def _redact_broken(url: str) -> str:
    """What is no address, without what may be a password and without its query."""
    scheme, mark, rest = url.rpartition("://") if "://" in url else ("", "", url)
    rest = f"{MASK}@{rest.rpartition('@')[2]}" if "@" in rest else rest
    return f"{scheme}{mark}{rest}".partition("?")[0]


def _redact_path(path: str) -> str:
    """A path in which another address may stand, as it is or percent-encoded."""
    kept = _USER.sub(f"{MASK}@", path)
    decoded = unquote(kept)
    redacted = decoded if decoded == kept else _redact_value(decoded, 1)
    return kept if redacted == decoded else quote(redacted, safe="/", errors="replace")


def _redact_query(query: str, depth: int = 0) -> str:
    pairs = _BETWEEN.split(query)
    names = [unquote_plus(pair.partition("=")[0]).lower() for pair in pairs]
    signed = any(name in ("signature", "sig", "key-pair-id") or name.startswith(SECRET_PREFIXES) for name in names)
    return "".join(_redact_pair(pair, name, signed, depth) for pair, name in zip(pairs, names, strict=True))


def _redact_pair(pair: str, name: str, signed: bool, depth: int) -> str:
    label, equals, value = pair.partition("=")
    if not value:
        return _redact_value(label, depth) + equals
    secret = (
        name in SECRET_PARAMS
        or name.startswith(SECRET_PREFIXES)
        or (signed and name in SIGNED_TOGETHER)
        or (name in LOOKS_SECRET and _TOKEN.fullmatch(value) is not None)
    )
    return f"{label}{equals}{MASK if secret else _redact_value(value, depth)}"


def _redact_value(text: str, depth: int) -> str:
    """A value that may hold an address or parameters of its own, as they are or percent-encoded."""
    if depth == _DEPTH or not any(mark in text for mark in "@=%"):
        return text
    kept = _BARE_USER.sub(f"{MASK}@", _USER.sub(f"{MASK}@", text))
    head, mark, query = kept.partition("?")
    if "=" in query:
        kept = head + mark + _redact_query(query, depth + 1)
    elif "=" in head:
        kept = _redact_query(head, depth + 1) + mark + query
    decoded = unquote(kept)
    redacted = decoded if decoded == kept else _redact_value(decoded, depth + 1)
    return kept if redacted == decoded else quote(redacted, safe="", errors="replace")


def redact_headers(headers: Iterable[tuple[str, str]]) -> Headers:
    """Headers with secret values masked; names, order and all other values as they were."""
    return tuple((name, _redact_header(name.lower(), value)) for name, value in headers)


def _redact_header(name: str, value: str) -> str:
    if name in SECRET_HEADERS:
        return MASK
    if name in URL_HEADERS:
        if name in ("location", "content-location", "referer"):
            return redact_url(value)
        return _URL_IN_HEADER.sub(lambda found: redact_url(found.group()), value)
    return value
