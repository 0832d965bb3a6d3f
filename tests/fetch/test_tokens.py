"""To whom a token is sent: hosts that the user named and that turned out to be the service's, and the service's own, over TLS."""

import pytest

from portalaudit.fetch.settings import FetchSettings
from portalaudit.fetch.tokens import token_for

NAMED = ("https://data.example.org/browse",)
SENT = (("X-App-Token", "t0ken"),)


@pytest.mark.parametrize(
    ("backend", "url", "sent"),
    [
        ("socrata", "https://data.example.org/api/catalog/v1", True),
        ("socrata", "https://api.us.socrata.com/api/catalog/v1", True),
        ("socrata", "https://chattanooga.demo.socrata.com/", True),
        ("socrata", "http://data.example.org/api/catalog/v1", False),
        ("socrata", "https://elsewhere.example.org/api/catalog/v1", False),
        ("socrata", "https://data.example.org.elsewhere.example/", False),
        ("socrata", "https://notsocrata.com/", False),
        ("data.example.org", "https://data.example.org/", False),
        ("arcgis-online", "https://data.example.org/", False),
    ],
)
def test_who_is_sent_the_token(backend: str, url: str, sent: bool) -> None:
    """A host that merely claims to be Socrata's, or that a redirect led to, does not get it."""
    settings = FetchSettings(named=NAMED, tokens={"socrata": "t0ken"})

    assert token_for(settings, backend, url) == (SENT if sent else ())


def test_without_tls_only_in_tests_of_ones_own() -> None:
    settings = FetchSettings(named=("http://127.0.0.1:8000",), tokens={"socrata": "t0ken"}, allow_private=True)

    assert token_for(settings, "socrata", "http://127.0.0.1:8000/api") == SENT
    assert token_for(settings, "socrata", "http://127.0.0.2:8000/api") == ()


def test_settings_do_not_print_their_tokens() -> None:
    assert "t0ken" not in repr(FetchSettings(tokens={"socrata": "t0ken"}))
