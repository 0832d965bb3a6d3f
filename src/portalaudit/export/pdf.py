"""The report as a PDF: the same page in the dress of paper, tagged (PDF/UA-1), with bookmarks; nothing is fetched for it.

The same audit gives the same bytes with the same versions of WeasyPrint, Pango and HarfBuzz: dates are the audit's, the
identifier is the digest of the page, the fonts come with us. What they lack (scripts beside Latin, Greek and Cyrillic) is drawn
with the machine's own.
"""

import hashlib
import logging
from collections.abc import Mapping
from types import ModuleType

from portalaudit.errors import PdfError
from portalaudit.export.report import render
from portalaudit.model.audit import Audit
from portalaudit.model.check import Manual

VARIANT = "pdf/ua-1"
INSTALL = (
    "the PDF needs Pango, which is not installed: `apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0` "
    "(Debian, Ubuntu), `dnf install pango` (Fedora) or `brew install pango` (macOS)"
)


def pdf(audit: Audit, lang: str = "en", manuals: Mapping[str, Manual] | None = None) -> bytes:
    """The report of an audit as PDF.

    Args:
        audit: what to show.
        lang: language of the report's own words, as of `render`.
        manuals: check id → its manual; a check without one is shown without advice.

    Raises:
        PdfError: Pango is missing.
        UsageError: there are no words for that language.
    """
    return printed(render(audit, manuals=manuals, lang=lang, paper=True))


def printed(page: str) -> bytes:
    """A page as PDF; its addresses are never followed, but for `data:`."""
    weasyprint = _weasyprint()
    identifier = hashlib.sha256(page.encode()).digest()[:16]
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    document = weasyprint.HTML(string=page, url_fetcher=fetcher)
    made = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier, pdf_tags=True)
    assert isinstance(made, bytes)
    return made


def _weasyprint() -> ModuleType:
    try:
        import weasyprint
    except OSError as missing:  # its libraries are loaded when it is imported
        raise PdfError(f"{INSTALL} ({missing})") from missing
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    module: ModuleType = weasyprint
    return module
