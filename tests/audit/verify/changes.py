"""Changes that somebody makes to the files of a bundle."""

import gzip
import io
import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from portalaudit.archive.records import sha256

Files = dict[str, bytes]


def the(files: Files, pattern: str) -> str:
    """The one file of this name."""
    (name,) = (name for name in files if re.search(pattern, name))
    return name


def in_json(name: str, change: Callable[[Any], object]) -> Callable[[Files], None]:
    """A change of a JSON document."""

    def changed(files: Files) -> None:
        value = json.loads(files[name])
        change(value)
        files[name] = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode() + b"\n" * files[name].endswith(b"\n")

    return changed


AUDIT, INPUTS = "data/audit.json", "data/inputs.json"


def failing(document: Any) -> Any:
    """A check of datasets that fails."""
    return next(check for check in document["portals"][0]["checks"] if check["failed"] and check["outcome"] is None)


def fewer(document: Any) -> None:
    failing(document)["failed"] -= 1
    failing(document)["passed"] += 1


def forged_excerpt(document: Any) -> None:
    finding = next(
        one
        for check in document["portals"][0]["checks"]
        for one in check["examples"]
        if one["evidence"] and one["evidence"][0]["excerpt"]
    )  # fmt: skip
    finding["evidence"][0]["excerpt"] = "what never stood there"


def better_grade(document: Any) -> None:
    next(one for one in document["rubrics"][0]["criteria"] if one["finding"] != "met")["finding"] = "met"


def without_finding(document: Any) -> None:
    failing(document)["examples"].pop()


def other_quote(document: Any) -> None:
    policy = next(one for one in document["documents"] if any(found["quotes"] for found in one["provisions"]))
    next(found for found in policy["provisions"] if found["quotes"])["quotes"][0]["text"] = "what no policy says"


def another_body(files: Files) -> None:
    """The catalogue in the archive is another one; its record still tells the old digests."""
    _in_catalogue(files, lambda head, block: head)


def another_body_well_told(files: Files) -> None:
    """The same, with digests that fit."""

    def told(head: bytes, block: bytes) -> bytes:
        payload = block.split(b"\r\n\r\n", 1)[1]
        head = re.sub(rb"WARC-Payload-Digest: \S+", b"WARC-Payload-Digest: sha256:" + sha256(payload).encode(), head)
        return re.sub(rb"WARC-Block-Digest: \S+", b"WARC-Block-Digest: sha256:" + sha256(block).encode(), head)

    _in_catalogue(files, told)


def _in_catalogue(files: Files, told: Callable[[bytes, bytes], bytes]) -> None:
    name = the(files, r"-others\.warc\.gz$")  # the catalogue did not change since the night before
    records = []
    for data in members(files[name]):
        if is_catalogue(data):
            head, block = data.split(b"\r\n\r\n", 1)
            http, payload = block.removesuffix(b"\r\n\r\n").split(b"\r\n\r\n", 1)
            packed = payload.startswith(b"\x1f\x8b")
            payload = (gzip.decompress(payload) if packed else payload).replace(b"Trees", b"Shrub")
            block = http + b"\r\n\r\n" + (gzip.compress(payload, mtime=0) if packed else payload)
            head = re.sub(rb"\r\nContent-Length: \d+", b"\r\nContent-Length: %d" % len(block), head)
            data = told(head, block) + b"\r\n\r\n" + block + b"\r\n\r\n"
        records.append(gzip.compress(data, mtime=0))
    files[name] = b"".join(records)


def is_catalogue(data: bytes) -> bool:
    """The record is the answer that the catalogue was read from."""
    return data.startswith(b"WARC/1.1\r\nWARC-Type: response") and b"/data.json\r\n" in data[:400]


def members(body: bytes) -> list[bytes]:
    """The records of a segment, unpacked."""
    found, rest = [], body
    while rest:
        stream = gzip.zlib.decompressobj(31)  # type: ignore[attr-defined]
        found.append(stream.decompress(rest))
        rest = stream.unused_data
    return found


def lost_record(files: Files) -> None:
    """The record that most evidence points into is gone."""
    name = the(files, r"-others\.warc\.gz$")
    files[name] = b"".join(gzip.compress(data, mtime=0) for data in members(files[name]) if not is_catalogue(data))


def record_twice(files: Files) -> None:
    name = the(files, r"-0\.warc\.gz$")
    files[name] += gzip.compress(members(files[name])[1], mtime=0)


def cut_segment(files: Files) -> None:
    name = the(files, r"-0\.warc\.gz$")
    files[name] = files[name][:-7]


def other_values(files: Files) -> None:
    """A title in the snapshot is another one, under the old digest."""
    name = the(files, r"/datasets\.parquet$")
    frame = pd.read_parquet(io.BytesIO(files[name]), dtype_backend="pyarrow")
    frame["title"] = frame["title"].str.upper()
    out = io.BytesIO()
    frame.to_parquet(out)
    files[name] = out.getvalue()


def no_parquet(files: Files) -> None:
    files[the(files, r"/datasets\.parquet$")] = b"PAR1 nothing PAR1"


def bomb(files: Files) -> None:
    """Some kilobytes of Parquet that are terabytes of text."""
    rows = 20_000_000
    texts = pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int32)), pa.array(["x" * 1_000_000]))
    out = io.BytesIO()
    pq.write_table(pa.table({"text": texts}), out, compression="zstd")
    files[the(files, r"/columns\.parquet$")] = out.getvalue()


def older_choice(inputs: Any) -> None:
    next(event for event in inputs["events"] if event["name"].endswith("document seeds"))["value"]["pages"] = 13


def lower_bar(files: Files) -> None:
    name = "data/rubrics/wwc-v3.toml"
    files[name] = files[name].replace(b"met = ", b"met =  ", 1)


def easier_rubric(files: Files) -> None:
    """The rubric has other words, and keeps its name and version; the inputs tell its digest."""
    name = "data/rubrics/wwc-v3.toml"
    old = sha256(files[name])
    files[name] += b"# all is well\n"
    new = sha256(files[name])
    for told in (INPUTS, AUDIT):
        files[told] = files[told].replace(old.encode(), new.encode())


def added(name: str) -> Callable[[Files], None]:
    return lambda files: files.update({name: b"more"})


def removed(pattern: str) -> Callable[[Files], None]:
    return lambda files: files.pop(the(files, pattern)) and None
