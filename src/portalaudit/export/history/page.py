"""Status and trends as HTML: one file with its style and no script, which may load nothing from anywhere, for a wall of a hundred
cities and for a phone."""

import re
from collections.abc import Mapping
from functools import lru_cache, partial
from importlib.resources import files

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from portalaudit import __version__
from portalaudit.export.history.lines import bars, points
from portalaudit.export.history.shapes import groups, mark, moves, segments, stood
from portalaudit.export.report.page import allowed, isolated
from portalaudit.export.report.said import own
from portalaudit.export.report.strangers import link, shown
from portalaudit.export.report.wording import wording
from portalaudit.model.history import Status, Tallies, Trend
from portalaudit.model.speaking import text_in

_BEYOND_UTF8 = re.compile("[\ud800-\udfff]")


def page(found: Status | Trend | Tallies, lang: str = "en") -> str:
    """Whatever was asked for, fit for UTF-8.

    Raises:
        UsageError: there are no words for that language.
    """
    if isinstance(found, Status):
        return _page("status.html", lang, {"status": found, "groups": groups(found.criteria), "moves": moves(found)})
    if isinstance(found, Trend):
        return _page("trend.html", lang, {"trend": found, "segments": segments, "points": points, "bars": bars})
    return _page("tally.html", lang, {"found": found})


def _page(template: str, lang: str, values: Mapping[str, object]) -> str:
    words, style = wording(lang), _style()
    policy = f"default-src 'none'; style-src {allowed(style)}; img-src data:; base-uri 'none'; form-action 'none'"
    shared = {
        "words": words, "say": words.say, "policy": policy, "style": style, "software": __version__,
        "own": partial(own, lang=lang), "plain": partial(_plain, lang=lang), "stood": partial(stood, words=words),
    }  # fmt: skip
    return _BEYOND_UTF8.sub("\ufffd", _templates().get_template(template).render(**shared, **values))


def _plain(text: str, lang: str) -> str:
    """A rubric's title where no markup may stand."""
    return shown(text_in(text, lang).text)


@lru_cache
def _templates() -> Environment:
    made = Environment(
        loader=ChoiceLoader([PackageLoader("portalaudit.export.history"), PackageLoader("portalaudit.export.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(shown=shown, isolated=isolated, link=link)
    made.globals.update(paper=False, mark=mark)
    return made


@lru_cache
def _style() -> str:
    """The report's style, and what these pages have beside it."""
    places = (("portalaudit.export.report", "report.css"), ("portalaudit.export.history", "history.css"))
    return "".join(files(package).joinpath(name).read_text("utf-8").replace("\r\n", "\n") for package, name in places)
