"""Zips that are no bundles, or want to be more than that: refused with the reason, and nothing is written anywhere."""

import io
import os
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portalaudit.audit.safe_zip import MOST_ENTRIES, safe_name
from tests.bundles import steps

TOP = "portalaudit-x"
GOOD = (("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"), ("data/a.txt", b"a"))


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of temporary folders; empty again when the bundle was looked at."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def a_zip(*more: tuple[zipfile.ZipInfo | str, bytes], top: str = TOP) -> bytes:
    """A zip of two good files and some others."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, body in GOOD:
            packed.writestr(f"{top}/{name}", body)
        for entry, body in more:
            packed.writestr(entry, body, None if isinstance(entry, zipfile.ZipInfo) else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def named(name: str, mode: int = stat.S_IFREG | 0o644, method: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    """An entry of any name and kind; `ZipInfo` itself would mend the name."""
    entry = zipfile.ZipInfo("placeholder")
    entry.filename, entry.external_attr, entry.compress_type = name, mode << 16, method
    return entry


def spoilt(change: Callable[[bytearray], None]) -> bytes:
    """A good zip with some of its bytes changed."""
    body = bytearray(a_zip())
    change(body)
    return bytes(body)


def everywhere(body: bytearray, old: bytes, new: bytes) -> None:
    body[:] = body.replace(old, new)


def flags(body: bytearray) -> None:
    """The bit of encryption in every head."""
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        start = body.find(mark)
        while start >= 0:
            body[start + place] |= 1
            start = body.find(mark, start + 4)


def overlapping(body: bytearray) -> None:
    """The second entry of the directory points at the first one's bytes."""
    second = body.find(b"PK\1\2", body.find(b"PK\1\2") + 4)
    body[second + 42 : second + 46] = struct.pack("<I", 0)


def local_name(body: bytearray) -> None:
    """The first entry's own head calls it something else than the directory."""
    start = body.find(b"bagit.txt")
    body[start : start + 9] = b"bagot.txt"


def told(name: bytes, cut: bool = False) -> zipfile.ZipInfo:
    """An entry with Info-ZIP's Unicode path: what unzip calls the file."""
    entry = named(f"{TOP}/data/b.txt")
    body = b"\1" + struct.pack("<I", zlib.crc32(entry.filename.encode())) + name
    entry.extra = struct.pack("<2H", 0x7075, len(body) + cut) + body
    return entry


def with_folder(change: Callable[[bytearray, int], None], body: bytearray) -> None:
    """A folder behind the good files, and a change of its head in the zip or the directory."""
    body[:] = a_zip((named(f"{TOP}/data/zz/", stat.S_IFDIR | 0o755), b""))
    change(body, body.find(b"data/zz/"))


def packed_folder(body: bytearray) -> None:
    """The directory tells that a folder has packed bytes."""
    with_folder(lambda body, _: body.__setitem__(slice((at := body.rfind(b"PK\1\2")) + 20, at + 24), struct.pack("<I", 5)), body)


def other_folder(body: bytearray) -> None:
    """A folder's own head calls it something else."""
    with_folder(lambda body, at: body.__setitem__(slice(at, at + 8), b"../../e/"), body)


BOMB = bytes(80 * 1024 * 1024)
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "not a zip": (lambda: b"PK\3\4" + b"no zip" * 30, "no whole zip"),
    "nothing": (lambda: b"", "no whole zip"),
    "cut off": (lambda: a_zip()[:-30], "no whole zip"),
    "empty": (lambda: _empty(), "not one folder"),
    "above its folder": (lambda: a_zip((named(f"{TOP}/../../evil"), b"x")), "no name that a bundle's file has"),
    "above at once": (lambda: a_zip((named("../evil"), b"x")), "no name that a bundle's file has"),
    "absolute": (lambda: a_zip((named("/tmp/evil"), b"x")), "no name that a bundle's file has"),
    "of a drive": (lambda: a_zip((named("C:/evil"), b"x")), "no name that a bundle's file has"),
    "of a share": (lambda: a_zip((named("//server/share/evil"), b"x")), "no name that a bundle's file has"),
    "backslashes": (lambda: a_zip((named(f"{TOP}\\..\\..\\evil"), b"x")), "no name that a bundle's file has"),
    "a stream of a file": (lambda: a_zip((named(f"{TOP}/data/a.txt:evil"), b"x")), "no name that a bundle's file has"),
    "the folder itself": (lambda: a_zip((named(f"{TOP}/./evil"), b"x")), "no name that a bundle's file has"),
    "a step of nothing": (lambda: a_zip((named(f"{TOP}//evil"), b"x")), "no name that a bundle's file has"),
    "hidden": (lambda: a_zip((named(f"{TOP}/.bashrc"), b"x")), "no name that a bundle's file has"),
    "a device": (lambda: a_zip((named(f"{TOP}/data/CON"), b"x")), "no name that a bundle's file has"),
    "a device with an end": (lambda: a_zip((named(f"{TOP}/data/nul.tar.gz"), b"x")), "no name that a bundle's file has"),
    "a port": (lambda: a_zip((named(f"{TOP}/data/Com1.txt"), b"x")), "no name that a bundle's file has"),
    "a dot at the end": (lambda: a_zip((named(f"{TOP}/data/a.txt."), b"x")), "no name that a bundle's file has"),
    "a blank": (lambda: a_zip((named(f"{TOP}/data/a.txt "), b"x")), "no name that a bundle's file has"),
    "a line end": (lambda: a_zip((named(f"{TOP}/data/a\nb"), b"x")), "no name that a bundle's file has"),
    "not ASCII": (lambda: a_zip((named(f"{TOP}/data/\u0430.txt"), b"x")), "no name that a bundle's file has"),
    "a long name": (lambda: a_zip((named(f"{TOP}/{'a/' * 300}b"), b"x")), "no name that a bundle's file has"),
    "twice": (lambda: _quietly(lambda: a_zip((named(f"{TOP}/data/a.txt"), b"b"))), "data/a.txt: there twice"),
    "in another case": (lambda: a_zip((named(f"{TOP}/data/A.TXT"), b"b")), f"also {TOP}/data/a.txt"),
    "a file as a folder": (lambda: a_zip((named(f"{TOP}/data/a.txt/b"), b"b")), "its folder is a file"),
    "a second folder": (lambda: a_zip((named("portalaudit-y/data/a.txt"), b"b")), "not one folder"),
    "no folder of ours": (lambda: a_zip(top="evidence"), "not one folder"),
    "a link": (lambda: a_zip((named(f"{TOP}/data/b", stat.S_IFLNK | 0o777), b"/etc/passwd")), "neither a file nor a folder"),
    "a pipe": (lambda: a_zip((named(f"{TOP}/data/b", stat.S_IFIFO | 0o644), b"")), "neither a file nor a folder"),
    "a block device": (lambda: a_zip((named(f"{TOP}/data/b", stat.S_IFBLK | 0o644), b"")), "neither a file nor a folder"),
    "a folder of bytes": (lambda: a_zip((named(f"{TOP}/data/b/", stat.S_IFDIR | 0o755), b"x")), "a folder that holds bytes"),
    "a folder of packed bytes": (lambda: spoilt(packed_folder), "a folder that holds bytes"),
    "a name for unzip alone": (lambda: a_zip((told(b"data/report.html"), b"x")), "it tells more of itself"),
    "an extra field that is cut": (lambda: a_zip((told(b"", cut=True), b"x")), "Corrupt extra field"),
    "a folder with a name of its own": (lambda: spoilt(other_folder), "its head has another name"),
    "bzip2": (lambda: a_zip((named(f"{TOP}/data/b", method=zipfile.ZIP_BZIP2), b"x" * 99)), "compressed by method 12"),
    "lzma": (lambda: a_zip((named(f"{TOP}/data/b", method=zipfile.ZIP_LZMA), b"x" * 99)), "compressed by method 14"),
    "encrypted": (lambda: spoilt(flags), "encrypted"),
    "a bomb": (lambda: a_zip((f"{TOP}/data/b", BOMB)), "a zip bomb"),
    "overlapping": (lambda: spoilt(overlapping), "lies over another entry"),
    "bytes before": (lambda: b"#!/bin/sh\n" + a_zip(), "before it are 10 bytes of no entry"),
    "bytes behind": (lambda: a_zip() + b"more", "bytes behind the directory"),
    "a comment": (lambda: _commented(), "bytes behind the directory"),
    "two names": (lambda: spoilt(local_name), "bagit.txt"),
    "another body": (lambda: spoilt(lambda body: everywhere(body, b"BagIt-Version: 1.0", b"BagIt-Version: 9.9")), "Bad CRC-32"),
    "many": (lambda: a_zip(*((f"{TOP}/data/{number}", b"") for number in range(MOST_ENTRIES))), "entries, more than 20,000"),
}


def _empty() -> bytes:
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()
    return out.getvalue()


def _commented() -> bytes:
    out = io.BytesIO(a_zip())
    with zipfile.ZipFile(out, "a") as packed:
        packed.comment = b"a comment"
    return out.getvalue()


def _quietly(make: Callable[[], bytes]) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return make()


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_with_the_reason(name: str, tmp_path: Path, scratch: Path) -> None:
    make, reason = HOSTILE[name]
    bundle = tmp_path / "hostile.zip"
    bundle.write_bytes(make())
    before = everything(tmp_path)

    found = steps(bundle)

    assert (found["container"].outcome, {step.outcome for step in found.values()}) == ("differs", {"differs", "not reached"})
    assert reason in found["container"].said
    assert found["container"].said.isprintable()
    assert everything(tmp_path) == before


def everything(folder: Path) -> list[str]:
    """All paths below a folder, and those that an escape from it would make."""
    beside = [path for path in ("/tmp/evil", "/evil", folder.parent / "evil") if os.path.lexists(path)]
    return sorted(map(str, [*folder.rglob("*"), *beside]))


def test_a_good_container_is_unpacked(tmp_path: Path, scratch: Path) -> None:
    """The same zip without anything hostile passes this step, also as others write it: with folders, and sizes behind."""
    out = _Unseekable()
    with zipfile.ZipFile(out, "w") as packed:  # type: ignore[arg-type]
        packed.writestr(f"{TOP}/", b"")
        for name, body in GOOD:
            packed.writestr(f"{TOP}/{name}", body, zipfile.ZIP_DEFLATED)
    for number, body in enumerate((a_zip(), out.getvalue())):
        bundle = tmp_path / f"{number}.zip"
        bundle.write_bytes(body)
        assert steps(bundle)["container"].outcome == "good", number


class _Unseekable(io.BytesIO):
    """What a program that writes into a pipe sees."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise OSError

    def tell(self) -> int:
        raise OSError


@pytest.mark.parametrize(
    "name", ["data/audit.json", "data/archive/segments/2026/11/x-0.warc.gz", "minisign.pub", "data/console.txt"]
)
def test_names_of_a_bundle_are_safe(name: str) -> None:
    assert safe_name(f"{TOP}/{name}")
