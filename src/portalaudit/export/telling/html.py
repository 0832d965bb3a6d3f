"""Messages as HTML for mail: styles stand at their elements, nothing is loaded, and the reader's own colours are kept."""

import re
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from portalaudit.export.telling.page import Page

_BEYOND_UTF8 = re.compile("[\ud800-\udfff]")


def html(page: Page) -> str:
    """The message as a document of its own."""
    return _BEYOND_UTF8.sub("\ufffd", _templates().get_template("message.html").render(page=page))


@lru_cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("portalaudit.export.telling"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
