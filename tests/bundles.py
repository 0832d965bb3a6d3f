"""Bundles for tests: one of an invented city, made once a process, and bundles taken apart and put together again."""

import hashlib
import json
import re
import stat
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portalaudit.archive.minisign import SecretKey, new_key
from portalaudit.audit.exporting import export
from portalaudit.audit.registry import save_cities
from portalaudit.audit.submissions import hand_over
from portalaudit.audit.verify import Step, verify
from portalaudit.model.portal import City
from tests.documents.workbooks import a_row, a_workbook
from tests.end_to_end.auditing import Place
from tests.end_to_end.city_audits import DEPARTMENTS, serving
from tests.end_to_end.test_inventories import an_inventory, dcat
from tests.portals.sites import POLICY, Site, in_pdf, page, prose

_FOLDER = tempfile.TemporaryDirectory(prefix="portalaudit-bundles-")
KEY = "springfield-xx"
CRATE = "data/ro-crate-metadata.json"
TAGS = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "minisign.pub")


@dataclass(frozen=True)
class Made:
    """A bundle and what it was made from."""

    place: Place
    audit: str
    path: Path
    key: SecretKey

    @property
    def top(self) -> str:
        return f"portalaudit-{self.audit}"


@cache
def city_bundle() -> Made:
    """A city with a policy on its site, an inventory in its catalogue, another one and a policy that were handed over; the second
    night, so that captures of the first belong to it. Signed."""
    folder = Path(_FOLDER.name)
    place, key = Place.at(folder), new_key()
    links = [("/open-data-policy", "Open data policy"), ("/policy.pdf", "Open data policy (PDF)")]
    site = Site({
        "/": page("City of Springfield", "<p>Welcome.</p>", links=links),
        "/open-data-policy": page("Open Data Policy", prose(POLICY)), "/policy.pdf": in_pdf(POLICY.replace("2018", "2016")),
    })  # fmt: skip
    rows = [("Dataset Name", "Description", "Department", "Classification", "Last Updated")]
    rows += [(f"Register {number}", "About", ("Parks", "Fire")[number % 2], "Public", "2020-01-01") for number in range(12)]
    workbook = folder / "Inventory 2024 (final).xlsx"
    workbook.write_bytes(a_workbook("".join(a_row(number, row) for number, row in enumerate(rows, 1))))
    told = folder / "Charter & more.txt"
    told.write_text("Data governance charter\n\nThe data governance committee meets every month.\n" * 4, encoding="utf-8")
    with serving(site, dcat(an_inventory(900))) as (sites, _):
        city = City(KEY, "Springfield", website=sites.website, portals=(sites.portal,), departments=DEPARTMENTS)
        save_cities(place.db, [city])
        hand_over(place.db, place.archive, KEY, "DM2", workbook, "by the clerk")
        hand_over(place.db, place.archive, KEY, "wwc-v3/DM1", told, None)
        place.document(KEY, pages=12)
        audit = place.document(KEY, pages=12)["audit"]
    path = folder / "city.zip"
    export(place.db, place.archive, audit, path, key=key)
    return Made(place, audit, path, key)


def files_of(path: Path) -> dict[str, bytes]:
    """The files of a bundle, by their names below its folder."""
    with zipfile.ZipFile(path) as packed:
        return {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}


def zipped(path: Path, files: Mapping[str, bytes] | Iterable[tuple[str, bytes]], top: str | None = "portalaudit-x") -> Path:
    """A zip of these files in one folder; of pairs also such as no mapping can hold."""
    pairs = files.items() if isinstance(files, Mapping) else files
    with zipfile.ZipFile(path, "w") as packed:
        for name, body in pairs:
            entry = zipfile.ZipInfo(f"{top}/{name}" if top else name)
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            packed.writestr(entry, body, zipfile.ZIP_DEFLATED)
    return path


def remade(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with manifests and sizes that fit them, as whoever tampers would make them; unsigned."""
    kept = {name: body for name, body in files.items() if not name.endswith(".minisig") and name != "minisign.pub"}
    kept[CRATE] = _resized(kept[CRATE], kept)
    payload = {name: body for name, body in kept.items() if name.startswith("data/")}
    oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}".encode()
    kept["bag-info.txt"] = re.sub(rb"Payload-Oxum: .*", oxum, kept["bag-info.txt"])
    kept["manifest-sha256.txt"] = _manifest(payload)
    kept["tagmanifest-sha256.txt"] = _manifest({name: body for name, body in kept.items() if name in TAGS})
    return kept


def _resized(crate: bytes, files: Mapping[str, bytes]) -> bytes:
    told = json.loads(crate)
    for one in told["@graph"]:
        if (body := files.get(f"data/{one['@id']}")) is not None and "contentSize" in one:
            one["contentSize"] = str(len(body))
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def _manifest(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(files.items())).encode()


def steps(path: Path, **options: object) -> dict[str, Step]:
    """All steps of a verification, by name."""
    return {step.name: step for step in verify(path, **options)}  # type: ignore[arg-type]


def first_difference(path: Path, until: str = "", **options: object) -> Step | None:
    """The first step that differs; those behind it, and behind the one told, are not taken."""
    for step in verify(path, **options):  # type: ignore[arg-type]
        if step.outcome == "differs":
            return step
        if step.name == until:
            break
    return None


def differing(found: Mapping[str, Step]) -> list[str]:
    """Names of the steps that differ."""
    return [step.name for step in found.values() if step.outcome == "differs"]
