"""The page: one file with its style, its scripts and its data, which may load nothing from anywhere."""

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from portalaudit.export.report.findings import documents
from portalaudit.export.report.heat import colour
from portalaudit.export.report.strangers import LONGEST_TEXT, link, shown, unaddressed
from portalaudit.export.sources import span

SCRIPTS = ("vega.min.js", "vega-lite.min.js", "vega-embed.min.js")
FONTS = ("noto-sans-regular.woff2", "noto-sans-bold.woff2")
LICENCES = ("LICENSE-vega", "LICENSE-vega-lite", "LICENSE-vega-embed", "LICENSE-bundled")

MOST_PLACES = 3
"""Places of one criterion or example on paper (own choice; the page and the document have more)."""

_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_BEYOND_UTF8 = re.compile("[\ud800-\udfff]")


def page(values: Mapping[str, object], *, paper: bool = False) -> str:
    """The report, fit for UTF-8. `values` are what the templates name.

    For `paper` its pictures are tables with colours, and it has no script; the style names fonts by `data:` addresses.
    """
    style, scripts = (_paper_style(), ()) if paper else (_asset("report.css"), _scripts())
    policy = "; ".join((
        "default-src 'none'",
        "script-src " + " ".join(allowed(script) for script in scripts),
        "style-src " + allowed(style),
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ))  # fmt: skip
    text = _templates(paper).get_template("report.html").render(**values, policy=policy, style=style, scripts=scripts)
    return _BEYOND_UTF8.sub("\ufffd", text)


def isolated(text: str | None, longest: int = LONGEST_TEXT) -> Markup:
    """A foreign text in a `bdi`, so that its writing direction cannot spill over. Escaped."""
    return Markup("<bdi>{}</bdi>").format(shown(text, longest))


def prose(text: str) -> Markup:
    """A manual's text, what stands between backticks as code. Escaped."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:  # a mark without its partner
        return escape(text)
    return Markup("").join(Markup("<code>{}</code>").format(one) if n % 2 else escape(one) for n, one in enumerate(pieces))


@lru_cache
def _templates(paper: bool) -> Environment:
    made = Environment(
        loader=PackageLoader("portalaudit.export.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        shown=shown, isolated=isolated, documents=documents, prose=prose, link=link, unaddressed=unaddressed, span=span,
    )  # fmt: skip
    made.globals.update(paper=paper, heat_colour=colour, most_places=MOST_PLACES)
    return made


@lru_cache
def _paper_style() -> str:
    """The style of paper, the fonts that come with us in it: the same page on every machine."""
    fonts = {name: b64encode(files(__package__).joinpath(f"vendor/{name}").read_bytes()).decode() for name in FONTS}
    style = _asset("paper.css")
    for name, data in fonts.items():
        style = style.replace(f"url({name})", f"url(data:font/woff2;base64,{data})")
    return style


@lru_cache
def _scripts() -> tuple[str, ...]:
    """The script elements' texts: the vendored files beneath their licences, then our own."""
    licences = "\n\n".join(_asset(f"vendor/{name}").strip() for name in LICENCES).replace("*/", "* /")
    vendored = [_SOURCE_MAP.sub("", _asset(f"vendor/{name}")).strip() for name in SCRIPTS]
    return (f"/*!\n{licences}\n*/", *vendored, _asset("report.js"))


@lru_cache
def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8").replace("\r\n", "\n")


def allowed(text: str) -> str:
    """A Content-Security-Policy source that allows exactly this text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
