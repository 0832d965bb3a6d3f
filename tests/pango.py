"""Pango that is not there."""

from pathlib import Path


def without_pango(folder: Path) -> dict[str, str]:
    """An environment in whose processes WeasyPrint breaks at its import, as it does without its libraries."""
    stand_in = folder / "weasyprint"
    stand_in.mkdir()
    (stand_in / "__init__.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")\n")
    return {"PYTHONPATH": str(folder)}
