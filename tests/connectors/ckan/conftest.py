"""A real CKAN."""

import re
import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_ckan(recordings: Path) -> str:
    """The address of a running CKAN, started where none runs yet (half a minute to a minute)."""
    script = recordings / "tools/realckan/up.sh"
    if not script.exists():
        pytest.skip(f"{script} is not there")
    told = subprocess.run(["bash", str(script)], capture_output=True, text=True, timeout=600, check=False)
    found = re.search(r"http://127\.0\.0\.1:\d+", told.stdout)
    assert found, told.stdout[-2_000:] + told.stderr[-2_000:]
    return found[0]
