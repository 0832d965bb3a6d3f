"""Shared fixtures."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of recorded portals, policies and published results; tests that need it are skipped without it."""
    folder = os.environ.get("PORTALAUDIT_RECORDINGS")
    if not folder:
        pytest.skip("PORTALAUDIT_RECORDINGS is not set")
    path = Path(folder).resolve()
    if not (path / "portals").is_dir():
        pytest.fail(f"PORTALAUDIT_RECORDINGS={folder} holds no folder 'portals'")
    return path
