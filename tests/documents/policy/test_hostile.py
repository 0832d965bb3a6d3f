"""Hostile texts: bounded time, no error, whatever they hold."""

import pytest

from portalaudit.documents.policy import read_document
from portalaudit.documents.policy.provisions import find_provisions
from portalaudit.documents.textual import Heading, Text
from tests.documents.policy.made_up import as_text, positive
from tests.patience import ends

SIZE = 2_000_000

HOSTILE = {
    "one letter": "a",
    "blank lines": "\n",
    "spaces": " ",
    "open brackets": "[City ",
    "quotes": ",” X.",
    "title words": "Of The City of ",
    "capitals": "A ",
    "datelines": "\nCITY, Mo. (",
    "months": "January ",
    "numbers": "11/11/",
    "deontic": "shall be the data ",
    "open data": "open data policy ",
    "whereas": "WHEREAS, ",
    "an address": "a.a@a-",
    "review": "this policy shall be reviewed every ",
    "accents": "ação ",
    "menus": "Home\n",
    "hyphens": "machine-",
    "joined names": "City of A of the B de la ",
}


RUNS = {
    "digits": "1",
    "numbers and signs": "1,",
    "dashed numbers": "1-",
    "letters": "a",
    "a phrase's word": "publish",
    "an ending": "proactiv",
    "words and gaps": "shall publish ",
    "several gaps": "the city should publish information make data ",
    "dashes": "-",
    "dots": ".",
    "line dots": ". ",
    "blanks": " ",
    "blank lines of blanks": " \n",
    "underlines": "_",
    "slashes": "/",
    "quotes": "”",
    "stars": "*",
    "encoded": "aGVsbG8gd29ybGQ",
    "whereas": "WHEREAS ",
    "acts": "ord 11111111111 ",
    "sections": "Section 1. ",
    "reviews": "shall be reviewed ",
}
RUN = 400_000
"""Characters."""


@pytest.mark.parametrize("name", RUNS)
def test_a_run_of_anything_is_read_and_judged_in_time_that_grows_with_its_length(name: str) -> None:
    piece = RUNS[name]
    text = Text((piece * (RUN // len(piece) + 1))[:RUN], "plain", None)
    with ends():
        read_document(text)
        find_provisions(text)


@pytest.mark.parametrize("name", HOSTILE)
def test_two_megabytes_of_anything_are_read_in_bounded_time(name: str) -> None:
    piece = HOSTILE[name]
    with ends():
        reading = read_document(Text((piece * (SIZE // len(piece) + 1))[:SIZE], "plain", None))
    assert all(quote.end <= SIZE for quote in reading.because)


def test_a_policy_before_two_megabytes_of_noise_is_still_read() -> None:
    reading = read_document(as_text(positive("ordinance-of-elsewhere") + "\n\n" + "data set, " * (SIZE // 10)))
    assert (reading.kind, reading.instrument) == ("open-data-policy", "ordinance")


@pytest.mark.parametrize(
    "text",
    [
        Text("", "plain", None),
        Text("\x00\ud800\U0010ffff", "plain", "\ud800"),
        Text("short", "html", "x" * 100_000, main=(3, 2)),
        Text("short", "html", None, main=(-5, 10**9), headings=(Heading(-3, 10**9, 1), Heading(4, 2, 9))),
        Text("Open Data Policy", "pdf", None, pages=(0,), language="xx"),
    ],
)
def test_odd_texts_are_read(text: Text) -> None:
    assert read_document(text, "http://[bad", shown="\x00").kind == "other"
