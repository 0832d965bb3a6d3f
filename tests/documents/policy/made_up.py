"""Made-up documents as texts, and the tables of those that are and are not policies."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portalaudit.documents.textual import Heading, Text

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A made-up document and what it is."""

    name: str
    body: str
    told: dict[str, Any]


def as_text(plain: str, title: str | None = None) -> Text:
    """A text as the readers of bytes give it: `#` lines are headings, marks of emphasis and links are gone."""
    lines: list[str] = []
    headings: list[Heading] = []
    place = 0
    for raw in plain.strip().replace("**", "").splitlines():
        line = re.sub(r"\[([^\]\n]{1,200})\]\([^)\n]{1,400}\)", r"\1", raw)
        heading = re.match(r"(#{1,6}) +(.*)", line)
        if heading:
            line = heading[2]
            headings.append(Heading(place, place + len(line), len(heading[1])))
        lines.append(line)
        place += len(line) + 1
    return Text("\n".join(lines), "plain", title, tuple(headings))


def negatives() -> list[MadeUp]:
    """Every text of negatives/*.toml, once for each line of its file's `fill`."""
    return [
        one for path in sorted((HERE / "negatives").glob("*.toml")) for one in _filled(tomllib.loads(path.read_text("utf-8")))
    ]


def positives() -> list[MadeUp]:
    """Every text of positives.toml."""
    told = tomllib.loads((HERE / "positives.toml").read_text("utf-8"))["text"]
    return [MadeUp(one["name"], one["body"].strip(), one) for one in told]


def positive(name: str) -> str:
    """The body of one of them."""
    return next(one.body for one in positives() if one.name == name)


def _filled(told: dict[str, Any]) -> Iterator[MadeUp]:
    for text in told["text"]:
        for count, fill in enumerate(told["fill"]):
            body = text["body"].strip()
            for key, value in fill.items():
                body = body.replace("{" + key + "}", value)
            yield MadeUp(f"{text['name']}-{count}", body, text)
