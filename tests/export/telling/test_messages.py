"""Messages in every form: what they say, and what is never in them."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser

import pytest

from portalaudit.errors import UsageError
from portalaudit.export.telling.document import alert_document, digest_document, hook
from portalaudit.export.telling.feed import ATOM, entry_id, feed
from portalaudit.export.telling.html import html
from portalaudit.export.telling.mail import address_of, mail
from portalaudit.export.telling.page import alerts_page, digest_page, trial_page
from portalaudit.export.telling.text import WIDTH, text
from portalaudit.export.telling.wording import words
from tests.export.telling.news import DAY, MARKUP, WITHHELD, a_digest, a_gone, a_moved, a_rise, hostile_place

WORDS = words("en", "America/New_York")
TO = ("director@example.org",)


def mailed(page: object) -> bytes:
    return mail(page, "Audits <audits@example.org>", TO, DAY, "msg-1")  # type: ignore[arg-type]


def decoded(raw: bytes) -> str:
    """A mail's headers and both its bodies."""
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(raw)
    bodies = [str(part.get_content()) for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in message.items()), *bodies])


def hooked(raw: bytes) -> str:
    """A webhook's body with its characters as they are."""
    return json.dumps(json.loads(raw), ensure_ascii=False)


PRIVATE = "http://10.1.2.3:8000/"
FORMS: dict[str, Callable[[], str]] = {
    "digest text": lambda: text(digest_page(a_digest(hostile_place(), PRIVATE), WORDS)),
    "digest html": lambda: html(digest_page(a_digest(hostile_place(), PRIVATE), WORDS)),
    "digest mail": lambda: decoded(mailed(digest_page(a_digest(hostile_place(), PRIVATE), WORDS))),
    "digest json": lambda: json.dumps(digest_document(a_digest(hostile_place(), PRIVATE)), ensure_ascii=False),
    "alerts text": lambda: text(alerts_page([a_gone(hostile_place(), PRIVATE), a_moved(hostile_place())], WORDS)),
    "alerts mail": lambda: decoded(mailed(alerts_page([a_rise(hostile_place(), PRIVATE)], WORDS))),
    "webhook": lambda: hooked(hook("alert", alert_document(a_rise(hostile_place(), PRIVATE)), None)),
    "feed": lambda: feed([a_gone(hostile_place(), PRIVATE), a_rise(hostile_place(), PRIVATE)], WORDS, PRIVATE).decode(),
}  # fmt: skip


@pytest.mark.parametrize("make", FORMS.values(), ids=FORMS.keys())
def test_hostile_names_and_private_addresses_stay_out(make: Callable[[], str]) -> None:
    made = make()
    page = made.partition("<!doctype")[2] or (made if made.startswith("<?xml") else "")
    assert [word for word in MARKUP if word in page] == []
    assert [word for word in WITHHELD if word.replace("\r\n", "\n") in made.replace("\r\n", "\n")] == []
    made.encode("utf-8")


def test_a_hostile_name_makes_no_header() -> None:
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(mailed(alerts_page([a_moved(hostile_place())], WORDS)))
    assert message["Bcc"] is None and message["To"] == "director@example.org"
    assert set(message.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert len(message["Subject"]) <= 150


def test_a_mail_has_text_and_html_and_keeps_its_id() -> None:
    page = digest_page(a_digest(), WORDS)
    assert mailed(page) == mailed(page), "the same bytes in every try"
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(mailed(page))
    assert message["Message-ID"] == "<msg-1@example.org>"
    assert message["Subject"] == "1 criterion moved, 1 portal gone, 1 rise of failures: night to 30 November 2026"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert all(len(line) <= 998 for line in mailed(page).splitlines())


@pytest.mark.parametrize("given", ["", "nobody", "a@b\r\nBcc: c@d", "a b@c", "a@", "jané@doe.org"])
def test_addresses_that_are_none(given: str) -> None:
    with pytest.raises(UsageError):
        address_of(given)


def test_text_fits_a_terminal() -> None:
    made = text(digest_page(a_digest(), WORDS))
    assert max(map(len, made.splitlines())) <= WIDTH
    assert "and 1 more" in made


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "background", "action")]


def test_html_loads_nothing_and_has_styles_at_its_elements_alone() -> None:
    found = Tags()
    made = html(digest_page(a_digest(), WORDS))
    found.feed(made)
    assert "<style" not in made
    assert found.tags <= {"html", "head", "meta", "title", "body", "div", "h1", "h2", "p", "a", "bdi", "span"}
    assert set(found.links) == {"https://www.boston.gov", "https://data.boston.gov"}
    assert "url(" not in made and "@import" not in made and "color-scheme: light dark" in made


@pytest.mark.parametrize("lang", ["en", "es", "pt"])
def test_every_language_has_every_word(lang: str) -> None:
    said = words(lang)
    assert keys(said.table) == keys(words("en").table)
    for page in (digest_page(a_digest(), said), alerts_page([a_moved(cause=None)], said), trial_page(said)):
        assert page.lang == lang and "{" not in text(page) + html(page).partition("<body")[2]
    for state in ("done", "incomplete", "unavailable", "parked", "missed"):
        assert said.say(f"ended.{state}")


def keys(table: object, path: str = "") -> set[str]:
    if not isinstance(table, dict):
        return {path + " " + " ".join(sorted(re.findall(r"{\w+}", str(table))))}
    return {key for name, value in table.items() for key in keys(value, f"{path}.{name}")}


STANDINGS = {
    "worse": (("met", "verified", None), ("not_met", "verified", None), "Met → Not met"),
    "only the strength": (("met", "verified", None), ("met", "indicated", None), "Met (verified) → Met (a person must confirm)"),
    "lost": (("met", "verified", None), ("undetermined", None, "not_found"), "Met → Undetermined (looked for, not found)"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "said"), STANDINGS.values(), ids=STANDINGS.keys())
def test_how_a_criterion_moved(before: tuple[object, ...], after: tuple[object, ...], said: str) -> None:
    own = ("rubric", "own"), ("criterion", "C1")
    old, new = (dict([*own, *zip(("finding", "strength", "why"), each, strict=True)]) for each in (before, after))
    news = a_moved(before=old, after=new)
    assert f"C1: {said}" in text(alerts_page([news], WORDS))


def test_the_feed_is_atom() -> None:
    """Every element that RFC 4287 requires, once, and ids that do not move."""
    news = [a_moved(), a_gone(), a_rise()]
    root = ET.fromstring(feed(news, WORDS, "https://www.example.org/alerts.atom"))
    assert root.tag == f"{{{ATOM}}}feed"
    for node in (root, *root.findall(f"{{{ATOM}}}entry")):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{{{ATOM}}}{name}")) == 1
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", node.findtext(f"{{{ATOM}}}id") or "")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", node.findtext(f"{{{ATOM}}}updated") or "")
    assert len(root.findall(f"{{{ATOM}}}author/{{{ATOM}}}name")) == 1
    ids = [node.text for node in root.iter(f"{{{ATOM}}}id")]
    assert len(set(ids)) == 4
    assert entry_id(a_moved(id=77).alert) == entry_id(a_moved().alert) != entry_id(a_moved(first_by="another").alert)
    assert root.find(f"{{{ATOM}}}link[@rel='self']") is not None
    assert feed(news, WORDS) == feed(news, WORDS)


def test_an_empty_feed_is_atom_too() -> None:
    root = ET.fromstring(feed([], WORDS))
    assert root.findtext(f"{{{ATOM}}}updated") == "1970-01-01T00:00:00Z"


def test_a_digest_where_nothing_moved() -> None:
    quiet = a_digest(missing=(), confirmed=(), seen=(), rises=(), mended=(), more={}, night={"done": 3})
    page = digest_page(quiet, WORDS)
    assert page.subject == "All quiet, 3 of 3 audited: night to 30 November 2026"
    assert "Nothing moved" in text(page)
    assert digest_page(a_digest(confirmed=(), missing=()), WORDS).subject.startswith("1 to be confirmed, 98 of 100 audited")


def test_what_is_beyond_the_list_is_counted_under_its_own_heading() -> None:
    page = digest_page(a_digest(kinds={"criterion": 51, "portal_gone": 1, "failures": 3}, more={"confirmed": 52}), WORDS)
    assert page.subject.startswith("51 criteria moved, 1 portal gone, 3 rises of failures: ")
    assert [(part.count, part.more) for part in page.parts[:3]] == [(51, "and 50 more"), (1, ""), (3, "and 2 more")]


def test_several_causes_are_told_as_possible_ones() -> None:
    made = text(alerts_page([a_moved(cause="rubric data")], WORDS))
    assert "because of another version of the rubric or the data" in " ".join(made.split())
