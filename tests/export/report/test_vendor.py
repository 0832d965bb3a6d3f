"""The vendored scripts are the ones that were reviewed, with their licences."""

import hashlib
import re
from pathlib import Path

import portalaudit.export.report as report

VENDOR = Path(report.__file__).parent / "vendor"


def test_every_vendored_script_has_the_digest_that_is_noted() -> None:
    noted = dict(re.findall(r"`([\w-]+\.min\.js)` .* `([0-9a-f]{64})`", (VENDOR / "VENDORED.md").read_text()))
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")}
    assert noted == found and len(found) == 3


def test_every_vendored_script_has_its_licence_in_the_package_and_in_the_report() -> None:
    for path in VENDOR.glob("*.min.js"):
        licence = (VENDOR / f"LICENSE-{path.name.removesuffix('.min.js')}").read_text()
        assert "Interactive Data Lab" in licence


def test_vendored_scripts_cannot_end_their_script_element() -> None:
    for path in VENDOR.glob("*.js"):
        assert not re.search(r"</script|<!--", path.read_text(), re.IGNORECASE), path.name
