"""A real CKAN 2.12 on loopback, filled through its action API; found beside the recordings (`tools/realckan/up.sh`).

Use the fixture `real_ckan` (tests/conftest.py) in tests marked `recordings`, `realckan` and `xdist_group("realckan")`, so that
one worker has it.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
import requests

Package = Mapping[str, Any]

ORGANISATION = "gemeente-amsterdam"
HIDDEN = ("private", "draft", "deleted")
"""States in which a package is not the public's."""
PID_FILES = ("ckan.pid", "solr.pid", "redis.pid", "pg/postmaster.pid")
_START_SECONDS = 600
_TEXTS = ("name", "title", "notes", "url", "version", "author", "author_email", "maintainer", "maintainer_email", "license_id")
_OF_RESOURCE = ("url", "name", "description", "format", "mimetype")


@dataclass(frozen=True)
class RealCkan:
    """A running CKAN and its administrator's token."""

    url: str
    token: str
    home: Path

    def ask(self, action: str, values: Mapping[str, Any] | None = None) -> Any:
        """One action as administrator.

        Raises:
            Refused: CKAN says no; `fields` are those that it does not take.
        """
        answer = requests.Session().post(
            f"{self.url}/api/3/action/{action}", json=dict(values or {}), headers={"Authorization": self.token}, timeout=60
        )
        told = answer.json()
        if not told["success"]:
            raise Refused(action, told["error"])
        return told["result"]

    def everything(self) -> list[Package]:
        """All packages, private ones and drafts too, whatever their number."""
        asked = {"rows": 1000, "include_private": True, "include_drafts": True, "include_deleted": True}
        return list(self.ask("package_search", asked)["results"])

    def log(self) -> list[str]:
        """What CKAN wrote of the requests so far."""
        return (self.home / "ckan.log").read_text(encoding="utf-8", errors="replace").splitlines()


class Refused(Exception):
    """An action failed."""

    def __init__(self, action: str, error: Mapping[str, Any]) -> None:
        super().__init__(f"{action}: {error}")
        self.fields = [name for name in error if not name.startswith("__")]


@contextmanager
def running(recordings: Path) -> Iterator[RealCkan]:
    """CKAN in a home of the tests' own under the user's cache, one user of it at a time; it is stopped at the end, and with it
    what a killed run left behind there."""
    home = Path(platformdirs.user_cache_dir("portalaudit-tests", appauthor=False)) / "realckan"
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in PID_FILES[:3]:  # after a restart of the machine such a number may be another program's
            if _alive(home / name, home) is None:
                (home / name).unlink(missing_ok=True)
        try:
            yield _start(recordings / "tools" / "realckan" / "up.sh", home)
        finally:
            for name in PID_FILES:
                _stop(home / name, home)


def _start(script: Path, home: Path) -> RealCkan:
    env = {**os.environ, "CKAN_HOME": str(home), "CKAN_NSAMPLE": "0", "CKAN_PY": sys.executable}
    done = subprocess.run(
        ["bash", str(script)], env=env, capture_output=True, text=True, check=False, timeout=_START_SECONDS, cwd=home
    )
    if done.returncode != 0 or not done.stdout.strip():
        raise RuntimeError(f"CKAN did not start:\n{done.stdout[-1000:]}\n{done.stderr[-3000:]}")
    return RealCkan(done.stdout.strip().splitlines()[-1].split()[0], (home / "token").read_text().strip(), home)


def _alive(pid_file: Path, home: Path) -> int | None:
    """The process that the file names, if it lives and works in that home."""
    with suppress(OSError, ValueError, IndexError):
        pid = int(pid_file.read_text().splitlines()[0])
        os.kill(pid, 0)
        place = Path(f"/proc/{pid}/cwd")
        if not Path("/proc/self").exists() or place.resolve(strict=True).is_relative_to(home.resolve()):
            return pid
    return None


def _stop(pid_file: Path, home: Path) -> None:
    pid = _alive(pid_file, home)
    if pid is None:
        return
    os.kill(pid, signal.SIGINT if pid_file.name == "postmaster.pid" else signal.SIGTERM)
    for _ in range(100):
        if _alive(pid_file, home) is None:
            return
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)


def load(ckan: RealCkan, packages: Sequence[Package]) -> None:
    """Make the packages that are not there yet, with their groups, two at a time; and for each hidden state some that the
    public may not see (`hidden_packages`)."""
    hidden = hidden_packages()
    have = {package["name"] for package in ckan.everything()}
    wanted = [*map(adapted, packages), *hidden]
    missing = [package for package in wanted if package["name"] not in have]
    if all(package["name"].startswith("deleted") for package in missing):  # no search finds these again
        return
    groups = {group["name"]: group.get("title", "") for package in packages for group in package.get("groups", ())}
    for name in sorted(set(groups) - set(ckan.ask("group_list"))):
        ckan.ask("group_create", {"name": name, "title": groups[name]})
    if ORGANISATION not in ckan.ask("organization_list"):
        ckan.ask("organization_create", {"name": ORGANISATION, "title": "Gemeente Amsterdam"})
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda package: _create(ckan, package), missing))
    for package in hidden:
        if package["name"].startswith("deleted"):
            ckan.ask("package_delete", {"id": package["name"]})


def _create(ckan: RealCkan, package: Package) -> None:
    try:
        ckan.ask("package_create", package)
    except Refused as refused:
        kept = {name: value for name, value in package.items() if name not in refused.fields}
        ckan.ask("package_create", kept)


def adapted(package: Package) -> dict[str, Any]:
    """A recorded package (CKAN 2.2) as CKAN 2.12 takes it: without what CKAN derives, tags without line breaks."""
    kept: dict[str, Any] = {name: package[name] for name in _TEXTS if isinstance(package.get(name), str)}
    kept["id"] = package["id"]
    kept["owner_org"] = ORGANISATION
    kept["tags"] = [{"name": name} for name in dict.fromkeys(tag["name"].strip() for tag in package.get("tags", ()))]
    kept["extras"] = [{"key": extra["key"], "value": extra["value"]} for extra in package.get("extras", ())]
    kept["groups"] = [{"name": group["name"]} for group in package.get("groups", ())]
    kept["resources"] = [
        {name: resource[name] for name in _OF_RESOURCE if resource.get(name)} for resource in package.get("resources", ())
    ]
    return kept


def hidden_packages() -> tuple[dict[str, Any], ...]:
    """Packages that the public may not see: private ones, drafts, and one that is deleted once it is made."""
    counts = {"private": 5, "draft": 3, "deleted": 1}
    return tuple(
        {
            "name": f"{state}-geheim-{number}", "title": f"Verborgen {state} {number}", "owner_org": ORGANISATION,
            "notes": f"Niemand mag dit lezen: {state} {number}", "private": state == "private",
            "state": "draft" if state == "draft" else "active",
            "resources": [{"url": f"https://example.org/{state}-geheim-{number}.csv", "format": "CSV"}],
        }
        for state in HIDDEN
        for number in range(1, counts[state] + 1)
    )  # fmt: skip


def recorded(recordings: Path) -> list[Package]:
    """The recorded packages of Amsterdam."""
    with (recordings / "portals" / "amsterdam" / "ckan-packages.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


DATED = "tables-of-dates"
"""The package whose resources are the tables of `fill_datastore`."""
_NOTED = {"label": "Edited", "notes": "When the record was last edited."}
Tables = Mapping[str, tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]]]
TABLES: Tables = {
    "plain": (
        [{"id": "name", "type": "text"}, {"id": "last_updated", "type": "timestamp", "info": _NOTED},
         {"id": "n", "type": "numeric"}],
        [{"name": f"r{n}", "last_updated": f"2026-{n:02}-03T0{n}:30:00", "n": n} for n in range(1, 10)],
    ),
    "text": (
        [{"id": "Date Reported", "type": "text"}],
        [{"Date Reported": text} for text in ("2026-05-02", "2024-01-31", "", None, "2026-10-09")],
    ),
    "american": (
        [{"id": "Date Reported", "type": "text"}],
        [{"Date Reported": text} for text in ("10/30/2026", "9/1/2026", "12/24/2025")],
    ),
    "nulls": (
        [{"id": "closed", "type": "timestamp"}],
        [{"closed": text} for text in (None, "2026-10-01T00:00:00", None, "2026-09-24T00:00:00", "2026-09-17T12:00:00")],
    ),
    "names": (
        [{"id": name, "type": "timestamp"} for name in ("order", "it's opened", "opened, date", "closed desc")],
        [{"order": "2026-01-01", "it's opened": "2026-02-01", "opened, date": "2026-03-01", "closed desc": "2026-04-01"},
         {"order": "2025-01-01", "it's opened": None, "opened, date": None, "closed desc": None}],
    ),
    "future": (
        [{"id": "updated", "type": "date"}],
        [{"updated": text} for text in ("8291-01-01", "8291-01-01", "2026-10-30", "2020-02-29")],
    ),
    "dateless": ([{"id": "name", "type": "text"}, {"id": "n", "type": "int"}], [{"name": "a", "n": 1}]),
    "empty": ([{"id": "updated", "type": "timestamp"}], []),
}  # fmt: skip


def fill_datastore(ckan: RealCkan) -> Mapping[str, str]:
    """Tables with columns of dates, made once; the resource of each by its name."""
    if DATED not in ckan.ask("package_list"):
        if ORGANISATION not in ckan.ask("organization_list"):
            ckan.ask("organization_create", {"name": ORGANISATION, "title": "Gemeente Amsterdam"})
        ckan.ask("package_create", {"name": DATED, "title": "Tabellen met data", "owner_org": ORGANISATION})
    package = ckan.ask("package_show", {"id": DATED})
    have = {resource["name"]: resource["id"] for resource in package["resources"]}
    for name, (fields, records) in TABLES.items():
        if name not in have:
            asked = {
                "resource": {"package_id": package["id"], "name": name, "format": "CSV"},
                "fields": fields,
                "records": records,
            }
            have[name] = ckan.ask("datastore_create", asked)["resource_id"]
    return {name: have[name] for name in TABLES}
