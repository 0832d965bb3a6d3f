"""The name under which texts are archived."""

from importlib.metadata import version

from portalaudit import __version__

TOOL = f"portalaudit {__version__} text/1; selectolax {version('selectolax')}; pypdfium2 {version('pypdfium2')}"
"""What made the text, for the archive: our reader and its version, which moves when the same bytes give another text, and the
libraries whose version can do that."""
