"""The bundle as others see it: a bag, a crate, records, a signature, and a page by which a person checks it."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import bagit
import jsonschema_rs
import pytest

from portalaudit import __version__
from portalaudit.archive.minisign import new_key
from portalaudit.audit.exporting import export
from portalaudit.audit.registry import open_database
from portalaudit.audit.replay import recheck
from portalaudit.export.bundle.members import MEMBERS
from portalaudit.migrations import create
from portalaudit.model.bundle import Dress
from portalaudit.rubrics.load import load, source
from portalaudit.store import audits, engine
from portalaudit.store.captures import captures_of, save_captures
from portalaudit.store.replay import stored_inputs
from portalaudit.store.submissions import list_submissions, save_submission
from tests.bundles import KEY, Made, city_bundle, files_of
from tests.databases import fresh


@pytest.fixture(scope="module")
def made() -> Made:
    return city_bundle()


@pytest.fixture(scope="module")
def files(made: Made) -> dict[str, bytes]:
    return files_of(made.path)


@pytest.fixture(scope="module")
def folder(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle as `unzip` leaves it."""
    place = tmp_path_factory.mktemp("unzipped")
    with zipfile.ZipFile(made.path) as packed:
        packed.extractall(place)
    return place / made.top


def run(line: list[str], place: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(line, cwd=place, capture_output=True, text=True, check=False, timeout=120)


def test_it_is_a_valid_bag(folder: Path) -> None:
    """By the Library of Congress's own checker; and it is not once a byte is another."""
    bag = bagit.Bag(str(folder))

    assert bag.validate()
    assert (bag.version_info, bag.info["Bag-Software-Agent"]) == ((1, 0), f"portalaudit/{__version__}")
    page = folder / "data" / "VERIFY.md"
    whole = page.read_bytes()
    try:
        page.write_bytes(whole + b" ")
        with pytest.raises(bagit.BagValidationError):
            bagit.Bag(str(folder)).validate()
    finally:
        page.write_bytes(whole)


def test_every_record_passes_warcio_s_check(folder: Path) -> None:
    paths = [str(path) for path in folder.rglob("*.warc.gz")]
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", *paths], capture_output=True, text=True, check=False
    )

    assert len(paths) == 2
    assert (done.returncode, "failed" in done.stdout) == (0, False), done


def test_it_is_an_ro_crate(files: dict[str, bytes]) -> None:
    """RO-Crate 1.2: the descriptor, a root with name, description, date and licence, every file described once, all links met."""
    crate = json.loads(files["data/ro-crate-metadata.json"])
    entities = {one["@id"]: one for one in crate["@graph"]}
    root = entities["./"]

    assert crate["@context"] == "https://w3id.org/ro/crate/1.2/context"
    assert len(entities) == len(crate["@graph"])
    assert entities["ro-crate-metadata.json"] == {
        "@id": "ro-crate-metadata.json", "@type": "CreativeWork", "name": "What the files of this bundle are",
        "about": {"@id": "./"}, "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
    }  # fmt: skip
    assert all(root[key] for key in ("name", "description", "datePublished", "license"))
    assert all(entities["#portalaudit"][key] for key in ("name", "url", "version"))
    listed = {f"data/{part['@id']}" for part in root["hasPart"]}
    assert listed == {name for name in files if name.startswith("data/")} - {"data/ro-crate-metadata.json"}
    for name in listed:
        entity = entities[name.removeprefix("data/")]
        assert (entity["@type"], entity["contentSize"]) == ("File", str(len(files[name])))
    assert set(references(crate["@graph"])) <= {*entities, "https://w3id.org/ro/crate/1.2"}


def references(value: Any) -> list[str]:
    """Every `@id` that is pointed at."""
    if isinstance(value, list):
        return [found for item in value for found in references(item)]
    if isinstance(value, dict):
        return [value["@id"]] if value.keys() == {"@id"} else [found for item in value.values() for found in references(item)]
    return []


def test_what_was_handed_over_is_marked_and_whole(made: Made, files: dict[str, bytes]) -> None:
    entities = {one["@id"]: one for one in json.loads(files["data/ro-crate-metadata.json"])["@graph"]}
    about = {name: entity["description"] for name, entity in entities.items() if name.startswith("submitted/")}

    assert about == {
        "submitted/001-Inventory-2024-final.xlsx":
            "Submitted by a person for DM2 as “Inventory 2024 (final).xlsx”; not crawled. Note: by the clerk",
        "submitted/002-Charter-more.txt": "Submitted by a person for wwc-v3/DM1 as “Charter & more.txt”; not crawled.",
    }  # fmt: skip
    folder = made.path.parent
    assert files["data/submitted/001-Inventory-2024-final.xlsx"] == (folder / "Inventory 2024 (final).xlsx").read_bytes()
    assert files["data/submitted/002-Charter-more.txt"] == (folder / "Charter & more.txt").read_bytes()


def test_the_document_has_all_findings_and_its_schema(made: Made, files: dict[str, bytes]) -> None:
    document = json.loads(files["data/audit.json"])

    jsonschema_rs.validator_for(json.loads(files["data/audit-1.schema.json"])).validate(document)
    assert files["data/audit.json"] == recheck(made.place.db, made.place.archive, made.audit, all_findings=True).document
    for check in document["portals"][0]["checks"]:
        assert check["outcome"] is not None or len(check["examples"]) == check["failed"] + check["others"]["failed"]


def test_rubrics_are_those_that_were_used(files: dict[str, bytes]) -> None:
    assert files["data/rubrics/wwc-v3.toml"].decode() == source("wwc-v3")
    assert load("wwc-v3").digest in files["data/inputs.json"].decode()


def test_no_secret_leaves(made: Made) -> None:
    """Neither the key that signs, nor where things lie on this machine."""
    with zipfile.ZipFile(made.path) as packed:
        bodies = b"".join(packed.read(name) for name in packed.namelist())
    assert made.key.seed not in bodies and made.key.seed.hex().encode() not in bodies
    assert str(made.place.archive).encode() not in bodies


def test_every_file_belongs_to_a_member(files: dict[str, bytes]) -> None:
    """And every member is told of in VERIFY.md."""
    page = files["data/VERIFY.md"].decode()
    for name in (name.removeprefix("data/") for name in files if name.startswith("data/")):
        assert name == "ro-crate-metadata.json" or any(name.startswith(member.path) for member in MEMBERS)
    assert all(f"| `{member.path}` |" in page for member in MEMBERS)


def test_two_exports_are_the_same_bytes(made: Made, tmp_path: Path) -> None:
    """Signed by the same key, too; unsigned they differ by the signature alone."""
    for name, key in (("a", made.key), ("b", None)):
        export(made.place.db, made.place.archive, made.audit, tmp_path / name, key=key)

    assert (tmp_path / "a").read_bytes() == made.path.read_bytes()
    signed, unsigned = files_of(made.path), files_of(tmp_path / "b")
    assert {name for name in signed if signed[name] != unsigned.get(name)} == {
        "minisign.pub", "tagmanifest-sha256.txt", "tagmanifest-sha256.txt.minisig",
    }  # fmt: skip
    export(made.place.db, made.place.archive, made.audit, tmp_path / "d", key=new_key(), dress=Dress(paper=False))
    assert files_of(tmp_path / "d")["data/audit.json"] == signed["data/audit.json"]


def test_sqlite_and_postgresql_give_the_same_bundle(made: Made, tmp_path: Path) -> None:
    """The same audit, put into a database of the other kind, beside the same archive."""
    first = open_database(made.place.db)
    inputs, document = stored_inputs(first, made.audit), audits.load_document(first, made.audit)
    audit = replace(
        recheck(made.place.db, made.place.archive, made.audit).whole(),
        captures=captures_of(first, made.audit),
        events=inputs.events,
    )
    sources = {used.digest: used.source for used in inputs.rubrics if used.source}
    earlier = [row for row in audits.list_audits(first) if row.id != made.audit]
    with fresh("postgresql", tmp_path) as url:
        create(url)
        second = engine.open(url)
        for row in earlier:
            audits.begin_audit(second, row.id, row.taken_at, row.software, row.target, row.options)
            save_captures(second, row.id, captures_of(first, row.id))
        for one in list_submissions(first, KEY):
            save_submission(second, one)
        audits.begin_audit(second, made.audit, audit.taken_at, audit.software, audit.target, inputs.audit.options)
        audits.save_audit(second, audit, document, sources=sources)
        export(url, made.place.archive, made.audit, tmp_path / "postgresql.zip", key=made.key)
        second.dispose()

    assert (tmp_path / "postgresql.zip").read_bytes() == made.path.read_bytes()


COMMANDS = ("unzip", "sha256sum", "minisign")


def test_a_person_checks_it_by_hand(made: Made, tmp_path: Path, files: dict[str, bytes]) -> None:
    """Every command of VERIFY.md, in its order, with public tools; the finding that it follows is what it says."""
    if lacking := [name for name in COMMANDS if shutil.which(name) is None]:
        pytest.skip(f"{', '.join(lacking)}: not installed")
    shutil.copy(made.path, tmp_path / f"{made.top}.zip")
    page = files["data/VERIFY.md"].decode()
    by_hand = page[page.index("## By hand") :]
    script = "\n".join(re.sub(r"(?m)^   ", "", block) for block in re.findall(r"   ```sh\n(.*?)   ```", by_hand, re.DOTALL))
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, line in (("warcio", "-m warcio.cli"), ("python3", "")):
        (tools / name).write_text(f'#!/bin/sh\nexec {sys.executable} {line} "$@"\n')
        (tools / name).chmod(0o755)
    done = run(["/bin/sh", "-e", "-c", f'PATH="{tools}:$PATH"\n{script}'], tmp_path)

    assert done.returncode == 0, done
    assert "Signature and comment signature verified" in done.stdout
    assert f"Trusted comment: audit {made.audit} of " in done.stdout
    said = re.search(r"says that (\S+) is missing in this object|says “(.*?)”:", by_hand)
    assert said is not None
    shown = next(line for line in done.stdout.splitlines() if line.startswith(("{", '"', "[")))
    if said[1]:
        assert said[1].replace("\\", "") not in json.loads(shown)
    else:
        assert said[2].replace("\\", "") in shown


def test_by_hand_a_flipped_byte_is_seen(made: Made, folder: Path, tmp_path: Path) -> None:
    """The commands can fail: `sha256sum -c` on a changed file, `diff` on one too many."""
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "data" / "report.html").write_bytes(b"All is well")
    done = subprocess.run(
        ["sha256sum", "--quiet", "-c", "manifest-sha256.txt"], cwd=copy, capture_output=True, text=True, check=False
    )

    assert (done.returncode, "data/report.html: FAILED" in done.stdout) == (1, True)
