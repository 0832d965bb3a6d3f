"""The few HTML and text pages that every stand-in serves."""

from html import escape

from portalaudit.demo.http import Response, as_html, as_text

CKAN_ROBOTS = """User-agent: *
Disallow: /dataset/rate/
Disallow: /revision/
Disallow: /dataset/*/history
Disallow: /api/
Crawl-Delay: 10
"""
"""What CKAN ships (ckan/templates/home/robots.txt)."""


def page(title: str, body: str, *, head: str = "", status: int = 200) -> Response:
    """An HTML page; `head` and `body` are markup, the title is escaped."""
    return as_html(
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n{head}</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n",
        status,
    )


def not_found(title: str = "404 Not Found") -> Response:
    """A plain 404 page."""
    return page(title, "<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>", status=404)


def robots(text: str = "User-agent: *\nAllow: /\n") -> Response:
    """A robots.txt."""
    return as_text(text)
