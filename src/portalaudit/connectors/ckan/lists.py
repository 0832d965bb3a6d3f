"""Small lists of a CKAN portal: what it says of itself, its licence register, its organisations, its package names."""

from collections.abc import Mapping
from dataclasses import dataclass

from portalaudit.connectors.ckan.actions import ask, result_of
from portalaudit.connectors.ckan.extra import translated
from portalaudit.connectors.ckan.reading import License
from portalaudit.connectors.values import VALUE, state
from portalaudit.model.capture import Gap
from portalaudit.model.ports import Fetch

MOST_ORGANIZATION_PAGES = 20
"""Pages of organisations that are asked for; CKAN gives 25 a page where all fields are wanted."""


@dataclass(frozen=True, slots=True)
class Status:
    """The answer of `status_show`."""

    title: str | None = None
    version: str | None = None
    language: str = "en"
    extensions: frozenset[str] = frozenset()
    capture: str | None = None


def read_status(value: object, capture: str | None) -> Status:
    """The status, whatever shape it has."""
    if not isinstance(value, dict):
        return Status(capture=capture)
    title, version, language = (value.get(key) for key in ("site_title", "ckan_version", "locale_default"))
    extensions = value.get("extensions")
    return Status(
        title.strip()[:300] if isinstance(title, str) and title.strip() else None,
        version[:40] if isinstance(version, str) and version else None,
        language if isinstance(language, str) and language else "en",
        frozenset(name for name in extensions if isinstance(name, str)) if isinstance(extensions, list) else frozenset(),
        capture,
    )


async def licenses(fetch: Fetch, root: str) -> tuple[Mapping[str, License], str | None, tuple[Gap, ...]]:
    """The portal's own register by id, the capture that shows it, and the gap where it shows none."""
    exchange = await ask(fetch, root, "license_list")
    value = result_of(exchange, "licences")
    if isinstance(value, Gap):
        return {}, None, (value,)
    if not isinstance(value, list):
        return {}, None, (Gap("licences", "shape", exchange.capture.id, "a list was expected"),)
    found = {
        item["id"]: License(item.get("title"), item.get("url"))
        for item in value
        if isinstance(item, dict) and isinstance(item.get("id"), str)
    }
    return found, exchange.capture.id, ()


async def organizations(
    fetch: Fetch, root: str, language: str, whole: bool
) -> tuple[Mapping[str, str], str | None, tuple[Gap, ...]]:
    """Organisation id and name → title; the capture of the first page; gaps.

    Args:
        whole: read every page, because packages name their organisations by id alone; else the first page only.
    """
    found: dict[str, str] = {}
    start, capture = 0, None
    for _ in range(MOST_ORGANIZATION_PAGES if whole else 1):
        params: dict[str, str | int] = {"all_fields": "true", "limit": 1000, "offset": start}
        exchange = await ask(fetch, root, "organization_list", params)
        value = result_of(exchange, "organisations")
        if isinstance(value, Gap):
            return found, capture, (value,)
        if not isinstance(value, list):
            return found, capture, (Gap("organisations", "shape", exchange.capture.id, "a list was expected"),)
        capture = capture or exchange.capture.id
        before = len(found)
        for item in value:
            if isinstance(item, dict):
                _note(found, item, language)
        start += len(value)
        if not value or len(found) == before:
            break
    return found, capture, ()


def _note(found: dict[str, str], item: Mapping[str, object], language: str) -> None:
    titles = [translated(item, key, language)[1] for key in ("title", "display_name", "name")]
    title = next((title for title in titles if isinstance(title, str) and state(title) == VALUE), None)
    if title is not None:
        for key in ("id", "name"):
            name = item.get(key)
            if isinstance(name, str) and name:
                found.setdefault(name, title)


async def package_names(fetch: Fetch, root: str) -> tuple[frozenset[str] | None, str | None, tuple[Gap, ...]]:
    """Names of all active public packages of every type; None and a gap where they are not told."""
    exchange = await ask(fetch, root, "package_list")
    value = result_of(exchange, "package_list")
    if isinstance(value, Gap):
        return None, None, (value,)
    if not isinstance(value, list):
        return None, None, (Gap("package_list", "shape", exchange.capture.id, "a list was expected"),)
    return frozenset(name for name in value if isinstance(name, str)), exchange.capture.id, ()
