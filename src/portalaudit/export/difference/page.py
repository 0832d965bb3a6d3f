"""What changed between two audits as a page: one file that needs nothing else and loads nothing."""

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from portalaudit.export.difference.wording import CAUSES, CLOSED, DOUBTS, FIELDS, GROUNDS, LISTS, OPENED, PLATFORMS
from portalaudit.export.report.strangers import link, shown

MOST = 100
"""Assets of a kind that the page lists unless all are asked for (own choice: it stays small enough to mail)."""
SIGNS = {"met": "✓", "partly": "◐", "not_met": "✗", "undetermined": "?"}
_BEYOND_UTF8 = re.compile("[\ud800-\udfff]")


def page(document: Mapping[str, Any], *, whole: bool = False) -> str:
    """The page of a `portalaudit/diff/1` document, fit for UTF-8. Texts of strangers are escaped; their addresses become
    links only where they may."""
    style = files(__package__).joinpath("templates/difference.css").read_text("utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    checks = [one for one in document["findings"]["checks"] if any(one["closed"].values()) or any(one["opened"].values())]
    text = _templates().get_template("difference.html").render(
        d=document, style=style, policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        checks=checks, lists=[(title, state, _listed(document, state)) for state, title in LISTS], most=None if whole else MOST,
        closed={key: word for key, word in CLOSED.items() if document["findings"]["closed"].get(key)},
        opened={key: word for key, word in OPENED.items() if document["findings"]["opened"].get(key)},
        titled=any(pair["moved_platform"] and not pair["comparable"] for pair in document["portals"]),
    )  # fmt: skip
    return _BEYOND_UTF8.sub("\ufffd", text)


def _listed(document: Mapping[str, Any], state: str) -> list[Mapping[str, Any]]:
    found = [one for one in document["assets"]["listed"] if one["state"] == state]
    return sorted(found, key=lambda one: str((one["a"] or one["b"])["title"] or "").casefold())


@lru_cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("portalaudit.export.difference"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(shown=shown, link=link, number="{:,}".format, percent=lambda value: f"{value:.1%}".replace("%", " %"))
    made.globals.update(
        causes=CAUSES, doubts=DOUBTS, fields=FIELDS, grounds=GROUNDS, platforms=PLATFORMS, signs=SIGNS,
    )  # fmt: skip
    return made
