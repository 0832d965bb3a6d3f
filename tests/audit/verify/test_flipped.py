"""One byte flipped anywhere: refused, and the file is named. Files too few, too many, or twice."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.bundles import Made, city_bundle, files_of, first_difference

SIGNATURE = "tagmanifest-sha256.txt.minisig"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("flipped")


def stored(path: Path, files: dict[str, bytes], top: str) -> Path:
    """A zip that holds the files as they are, quickly written."""
    with zipfile.ZipFile(path, "w") as packed:
        for name, body in files.items():
            packed.writestr(zipfile.ZipInfo(f"{top}/{name}"), body)
    return path


def flipped(body: bytes, place: int, bits: int) -> bytes:
    changed = bytearray(body)
    changed[place % len(body)] ^= bits
    return bytes(changed)


def refused(made: Made, files: dict[str, bytes], name: str, folder: Path) -> None:
    """The first difference names the file."""
    found = first_difference(stored(folder / "b.zip", files, made.top))
    assert found is not None, name
    assert name in found.said, (name, found)
    assert found.name in ("version", "manifests", "signature")


@settings(max_examples=150, deadline=None)
@given(some.data())
def test_a_flipped_byte_of_any_file_is_refused_with_the_file_named(folder: Path, data: some.DataObject) -> None:
    made = city_bundle()
    files = files_of(made.path)
    name = data.draw(some.sampled_from(sorted(files)), "file")
    place = data.draw(some.integers(0, len(files[name]) - 1), "byte")
    files[name] = flipped(files[name], place, data.draw(some.integers(1, 255), "bits"))

    refused(made, files, name, folder)


def test_of_every_file_the_first_and_the_last_byte(folder: Path) -> None:
    """So that none is left out by chance."""
    made = city_bundle()
    whole = files_of(made.path)
    for name in whole:
        for place in (0, -1):
            refused(made, {**whole, name: flipped(whole[name], place, 1)}, name, folder)


@settings(max_examples=150, deadline=None)
@given(some.integers(0, 2**31), some.integers(1, 255))
def test_a_flipped_byte_of_the_zip_is_refused_or_changes_no_file(folder: Path, place: int, bits: int) -> None:
    """Such as a moment in the zip's directory, which says nothing of what the files hold."""
    made = city_bundle()
    path = folder / "raw.zip"
    path.write_bytes(flipped(made.path.read_bytes(), place, bits))
    found = first_difference(path, until="signature")

    if found is None:
        assert files_of(path) == files_of(made.path)


@pytest.mark.parametrize("name", ["data/audit.json", "data/report.html", "bagit.txt", "bag-info.txt", "manifest-sha256.txt",
                                  "tagmanifest-sha256.txt", "minisign.pub", SIGNATURE])  # fmt: skip
def test_a_missing_file_is_named(name: str, folder: Path) -> None:
    made = city_bundle()
    files = files_of(made.path)
    del files[name]

    refused(made, files, name, folder)


@pytest.mark.parametrize("name", ["data/more.txt", "data/archive/segments/2026/11/x-0.warc.gz", "fetch.txt", "manifest-md5.txt",
                                  "more.txt"])  # fmt: skip
def test_an_extra_file_is_named(name: str, folder: Path) -> None:
    made = city_bundle()

    refused(made, {**files_of(made.path), name: b"more"}, name, folder)


def test_a_file_that_is_listed_twice_with_two_digests(folder: Path) -> None:
    made = city_bundle()
    files = files_of(made.path)
    files["manifest-sha256.txt"] += b"0" * 64 + b"  data/audit.json\n"

    refused(made, files, "manifest-sha256.txt", folder)


def test_a_file_that_is_there_twice(folder: Path) -> None:
    made = city_bundle()
    path = stored(folder / "twice.zip", files_of(made.path), made.top)
    with zipfile.ZipFile(path, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr(f"{made.top}/data/audit.json", b"{}")

    found = first_difference(path)
    assert found is not None
    assert (found.name, "data/audit.json: there twice" in found.said) == ("container", True)
