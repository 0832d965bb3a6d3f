"""An audit of then, and what a later day has: another rubric, another city's record, other software. Software is a copy of the
package with some files changed, run as a process of its own."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import portalaudit
from portalaudit.demo.dcat import DcatPortal
from portalaudit.demo.http import encode
from portalaudit.demo.server import serve
from tests.cli.commands import Said, say, spawn
from tests.end_to_end.auditing import Place

NEXT = f"{portalaudit.__version__}.later"
LATER = ("__init__.py", f'__version__ = "{portalaudit.__version__}"', f'__version__ = "{NEXT}"')
SHORTER = ("data/thresholds.toml", "characters = 50", "characters = 20")
"""Descriptions of 20 characters are long enough."""
Edit = tuple[str, str, str]
"""A file of the package, a text in it, and what stands there instead."""


def a_feed() -> bytes:
    """Ten datasets, half of them an alliance's. Four descriptions have 60 characters, three 30, three 5; the city's five have
    keywords."""
    lengths = {"City of Example": (60, 60, 30, 30, 5), "Regional Alliance": (60, 60, 30, 5, 5)}
    entries = [
        {
            "title": f"{publisher} table {number}", "identifier": f"{publisher[0]}{number}", "publisher": {"name": publisher},
            "description": ("Counts of trees by street, species, age and condition, every year")[:length],
            "keyword": ["trees"] if publisher.startswith("City") else [],
        }
        for publisher, given in lengths.items()
        for number, length in enumerate(given)
    ]  # fmt: skip
    return encode({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": entries})


def a_rubric(version: str, scored: bool = False, id: str = "trees", extra: str = "", **criteria: str) -> str:
    """A rubric with these rules by criterion."""
    head = [
        f'id = "{id}"', f'version = "{version}"', 'title = "Trees"', f"scored = {str(scored).lower()}",
        f'aggregation = "{"weighted_mean" if scored else "none"}"', 'citation = "none"', 'about = "For a test."', extra,
    ]  # fmt: skip
    parts = [f'[[criteria]]\nid = "{name}"\ntitle = "{name}"\ntext = "{name}"\nrule = {rule}' for name, rule in criteria.items()]
    return "\n".join([*head, *parts])


def share(check: str, met: float) -> str:
    """A rule on a share."""
    return f'{{ kind = "share", check = "{check}", met = {met} }}'


@dataclass(frozen=True)
class Then:
    """A place with one audit."""

    place: Place
    folder: Path
    document: Mapping[str, Any]
    env: Mapping[str, str]

    def file(self, name: str, text: str) -> Path:
        """A file beside the database."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def again(self, *arguments: str | Path, command: str = "recheck", env: Mapping[str, str] | None = None) -> Said:
        """Judge it again; in a process of its own where the environment is another."""
        places = ("--db", self.place.db, "--archive", self.place.archive)
        return _run(self.folder, {**self.env, **(env or {})}, *places, command, self.document["audit"], *arguments)

    def moved(self, *arguments: str | Path, **more: Any) -> Mapping[str, Any]:
        """The document judged again."""
        said = self.again(*arguments, "--output", "json", **more)
        assert said.code == 0, said.err
        return json.loads(said.out)  # type: ignore[no-any-return]

    def of(self, **changes: Any) -> "Then":
        """The same with other values."""
        return replace(self, **changes)


def audited(folder: Path, *rubrics: str, env: Mapping[str, str] | None = None) -> Then:
    """Audit the feed by these rubrics (texts), in a process of its own where the environment is another, and stop its server."""
    files = [folder / f"then-{number}.toml" for number, _ in enumerate(rubrics)]
    for file, text in zip(files, rubrics, strict=True):
        file.write_text(text, encoding="utf-8")
    place = Place.at(folder)
    with serve(DcatPortal(a_feed())) as server:
        said = _run(
            folder, env or {}, "--db", place.db, "--archive", place.archive, "audit", server.url, "--allow-private", "--rate",
            "0", "--pages", "0", "--data", "none", "--output", "json", *(word for file in files for word in ("--rubric", file)),
        )  # fmt: skip
    assert said.code == 0, said.err
    return Then(place, folder, json.loads(said.out), env or {})


def _run(folder: Path, env: Mapping[str, str], *arguments: str | Path) -> Said:
    return spawn(*arguments, env=env, cwd=folder) if env else say(*arguments)


def software(folder: Path, *edits: Edit) -> Mapping[str, str]:
    """The environment in which a copy of the package with these changes runs."""
    package = folder / "portalaudit"
    shutil.copytree(Path(portalaudit.__file__).parent, package)
    for name, before, after in edits:
        text = (package / name).read_text(encoding="utf-8")
        assert text.count(before) == 1, (name, before)
        (package / name).write_text(text.replace(before, after), encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


def a_check(folder: Path, version: int, field: str) -> Mapping[str, str]:
    """The environment in which a third party's check `tree_missing` is installed; versions look at different fields."""
    found = folder / f"trees-{version}"
    (found / f"trees-{version}.dist-info").mkdir(parents=True)
    (found / f"trees-{version}.dist-info" / "METADATA").write_text(f"Metadata-Version: 2.1\nName: trees\nVersion: {version}\n")
    (found / f"trees-{version}.dist-info" / "entry_points.txt").write_text(
        "[portalaudit.checks]\ntree_missing = trees:tree_missing\n"
    )
    manual = "\n".join(f"{name}:\n    Nothing." for name in ("What it tests", "Why it matters", "How to mend it", "Source"))
    (found / "trees.py").write_text(f'''"""No tree.

{manual}
"""
from portalaudit.checks.fields import missing
from portalaudit.model.check import Parts, Verdict, dataset_check


@dataset_check("metadata", field="{field}", version={version})
def tree_missing(parts: Parts) -> Verdict:
    return missing(parts, "{field}")
''')
    return {"PYTHONPATH": str(found)}
