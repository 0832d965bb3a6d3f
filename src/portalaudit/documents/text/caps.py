"""Limits on what one document may cost. All are our own choice unless a source is named."""

MAX_CHARACTERS = 2_000_000
"""Characters of plain text: about 700 pages of law. What follows is not read, and the text says so."""

MAX_PAGES = 500
"""Pages of a PDF. The longest policy at hand has 30."""

MAX_HTML = 8 * 1024 * 1024
"""Characters of a page that are parsed. What follows is not read, and the text says so."""

MAX_DEPTH = 512
"""How deeply tags may nest; deeper ones are dropped, their text is kept. Chromium's limit (kMaximumHTMLParserDOMTreeDepth):
a tree's cost grows with the square of its depth."""

MAX_NODES = 500_000
"""Nodes of a page that are visited."""

MAX_LINKS = 5_000
"""Links of a page that are kept."""

MAX_ADDRESS = 2_000
"""Characters of a link's address; longer ones are no addresses of documents."""

MAX_LINK_TEXT = 300
MAX_TITLE = 300

MAX_PDF = 128 * 1024 * 1024
"""Bytes of a PDF file."""

MAX_PLAIN = 16 * 1024 * 1024
"""Bytes of a text file that are looked at."""

MAX_PART = 64 * 1024 * 1024
"""Bytes of one XML part of a word processor's file, unpacked."""
