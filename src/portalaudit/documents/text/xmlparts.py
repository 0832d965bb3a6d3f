"""XML inside a word processor's file: streamed, without document types and so without entities."""

import zipfile
from collections.abc import Callable, Mapping
from posixpath import join, normpath

from portalaudit.documents.package import chunks
from portalaudit.documents.strict import Refused, new_parser
from portalaudit.documents.text.caps import MAX_PART

Start = Callable[[str, dict[str, str]], None]


def feed(
    package: zipfile.ZipFile,
    member: str,
    start: Start,
    end: Callable[[str], None] | None = None,
    data: Callable[[str], None] | None = None,
) -> None:
    """Call back for each element and text of a part. Names come without their prefix, attributes too.

    Raises:
        Refused, expat.ExpatError, KeyError, zipfile.BadZipFile, zlib.error: the part cannot be read.
    """

    def began(tag: str, given: dict[str, str]) -> None:
        start(tag.rpartition(":")[2], {name.rpartition(":")[2]: value for name, value in given.items()} if given else given)

    def ended(tag: str) -> None:
        if end is not None:
            end(tag.rpartition(":")[2])

    parser = new_parser()
    parser.StartElementHandler = began
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = data
    size = 0
    for piece in chunks(package, member):
        size += len(piece)
        if size > MAX_PART:
            raise Refused(f"a part of more than {MAX_PART:,} bytes")
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def relations(package: zipfile.ZipFile, part: str) -> Mapping[str, tuple[str, str]]:
    """Relations of a part by id: the last word of their type, and their target; a part's place unless it is external."""
    folder, _, name = part.rpartition("/")
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, given: dict[str, str]) -> None:
        if tag == "Relationship":
            target = given.get("Target", "")
            if given.get("TargetMode") != "External":
                target = normpath(target.lstrip("/") if target.startswith("/") else join(folder, target))
            found[given.get("Id", "")] = (given.get("Type", "").rpartition("/")[2], target)

    member = join(folder, "_rels", f"{name}.rels")
    if member in package.namelist():
        feed(package, member, start)
    return found


def texts(package: zipfile.ZipFile, member: str, wanted: Mapping[str, str]) -> dict[str, str]:
    """The text of some elements of a small part, by the name that is wanted for it."""
    found: dict[str, str] = {}
    opened: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        opened.append(tag)

    def end(_: str) -> None:
        opened.pop()

    def data(text: str) -> None:
        if opened and opened[-1] in wanted:
            name = wanted[opened[-1]]
            found[name] = (found.get(name, "") + text)[:2_000]

    if member in package.namelist():
        feed(package, member, start, end, data)
    return found
