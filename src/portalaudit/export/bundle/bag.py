"""The bag: payload first, then what lists it, so that everything is written once and nothing is held."""

from collections.abc import Callable, Sequence
from typing import BinaryIO

from portalaudit.export.bundle.crate import crate
from portalaudit.export.bundle.members import MEMBERS
from portalaudit.export.bundle.zipping import Written, Zip
from portalaudit.export.names import name_of
from portalaudit.export.report.strangers import shown
from portalaudit.model.bundle import VERSION, Contents, top_of

DATA = "data/"
BAGIT, INFO = "bagit.txt", "bag-info.txt"
MANIFEST, TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
KEY, SIGNATURE = "minisign.pub", f"{TAGS}.minisig"
CRATE = "ro-crate-metadata.json"
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BUNDLE = "Portalaudit-Bundle"
"""The key of `bag-info.txt` that holds the version of the layout."""


def write_bundle(file: BinaryIO, contents: Contents, key: str | None = None, sign: Callable[[bytes], str] | None = None) -> None:
    """Write a bundle into a file that can be sought in.

    Args:
        key: the public key's file, where it is to be signed.
        sign: makes the signature of `tagmanifest-sha256.txt`.

    Raises:
        ArchiveError: the archive does not hold what the audit needs.
    """
    audit = contents.audit
    with Zip(file, top_of(audit.id), audit.taken_at) as zip_:
        tags = [zip_.add(BAGIT, (DECLARATION,))]
        payload = [zip_.add(DATA + name, pieces) for member in MEMBERS for name, pieces in member.write(contents)]
        payload.append(zip_.add(DATA + CRATE, (crate(contents, listed(payload)),)))
        tags.append(zip_.add(INFO, (info(contents, [one.size for one in payload]),)))
        tags.append(zip_.add(MANIFEST, (manifest(payload),)))
        if key is not None:
            tags.append(zip_.add(KEY, (key.encode(),)))
        whole = manifest(tags)
        zip_.add(TAGS, (whole,))
        if sign is not None:
            zip_.add(SIGNATURE, (sign(whole).encode(),))


def listed(payload: Sequence[Written]) -> dict[str, int]:
    """Names below `data/` and their sizes, sorted."""
    return {one.name.removeprefix(DATA): one.size for one in sorted(payload, key=lambda one: one.name)}


def manifest(files: Sequence[Written]) -> bytes:
    """A manifest of RFC 8493, sorted by name. Our names need none of its escapes."""
    return "".join(f"{one.sha256}  {one.name}\n" for one in sorted(files, key=lambda one: one.name)).encode()


def info(contents: Contents, sizes: Sequence[int]) -> bytes:
    """`bag-info.txt` of a payload of such sizes."""
    audit, name = contents.audit, shown(name_of(contents.audit))
    told = (
        ("Bag-Software-Agent", f"portalaudit/{contents.software}"),
        ("Bagging-Date", f"{audit.taken_at:%Y-%m-%d}"),
        ("External-Identifier", audit.id),
        ("External-Description", f"Evidence of an audit of the open data of {name}"),
        ("Payload-Oxum", f"{sum(sizes)}.{len(sizes)}"),
        (BUNDLE, str(VERSION)),
    )
    return "".join(f"{key}: {value}\n" for key, value in told).encode()
