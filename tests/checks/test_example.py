"""The example of docs/add-a-check.md is a check that works."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from portalaudit.checks.run import run
from portalaudit.connectors.values import ABSENT
from portalaudit.model.check import HEADINGS, Check, Verdict
from tests.builders import a_dataset, a_snapshot

PAGE = Path(__file__).parents[2] / "docs" / "add-a-check.md"


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """The check of the page, written to a file and imported as a reader would."""
    path = tmp_path / "title_missing.py"
    path.write_text(PAGE.read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0], encoding="utf-8")
    spec = spec_from_file_location("example_title_missing", path)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    check = module.title_missing
    assert isinstance(check, Check)
    return check


def test_it_judges_every_row(example: Check) -> None:
    changes: list[dict[str, object]] = [{}, {"title": ABSENT}, {"title": None}, {"unseen": ("title",)}]
    said = run(example, a_snapshot(*(a_dataset(**each) for each in changes)))

    assert isinstance(said, Verdict), said
    assert said.passed.to_pylist() == [True, False, False, None]
    assert not isinstance(said.reason, str)
    assert said.reason.to_pylist() == [None, "absent", "null", None]


def test_it_has_a_whole_manual(example: Check) -> None:
    assert example.manual.title == "Datasets without a title"
    assert all(example.manual.sections[name] for name in HEADINGS)
