"""Every fault of the stand-ins, in whole audits over a socket: it ends with a clear gap or finding, and nothing is lost."""

from itertools import product
from pathlib import Path

import pytest

from tests.end_to_end.faulty import PORTALS, WHOLE, assert_sound, audit_of, sized
from tests.portals.faults import FAULTS, SETTINGS

HARMLESS = {
    "chunked": set(), "slow-header": set(), "slow-body": set(), "429-seconds": set(), "429-date": set(), "429-bare": set(),
    "502-once": set(), "nan-numbers": set(), "null-bytes": {"http-404"}, "wrong-charset": set(), "bom": set(),
    "html-type-json": set(), "soft-404": set(), "odd-types": {"shape"}, "robots-deny": {"robots"}, "robots-503": {"robots"},
}  # fmt: skip
"""Faults that cost no asset, with the reasons of gaps that they may leave."""
OF_BODIES = ("nan-numbers", "null-bytes", "odd-types", "wrong-charset", "bom", "html-type-json", "soft-404")
"""Of these, what each connector meets in its own way; the others end in the fetcher."""
BARRING = {
    "503-html": "http-503", "cloudflare-403": "waf", "f5-200": "waf", "login-200": "login", "parking": "not-json",
    "empty-200": "empty", "gzip-bomb": "too-large", "gzip-corrupt": "encoding", "huge-body": "too-large",
    "deep-nesting": "nesting", "redirect-loop": "redirect-loop", "redirect-chain": "redirect-loop",
    "redirect-private": "address-refused", "redirect-loopback": "address-refused", "redirect-metadata": "address-refused",
    "redirect-mapped": "address-refused", "redirect-decimal": "address-refused", "redirect-octal": "address-refused",
    "redirect-file": "address-refused", "refuse": "connect", "silent": "timeout",
}  # fmt: skip
"""Faults that leave nothing to read, with the reason that is told."""
CUTTING = {"reset-mid-body": "truncated", "truncated-json": "truncated"}
"""Faults that leave what came before the cut."""
LATE = {
    "503-html": {"http-503"}, "cloudflare-403": {"waf"}, "login-200": {"login"}, "empty-200": {"empty"}, "refuse": {"connect"},
    "gzip-bomb": {"too-large"}, "gzip-corrupt": {"encoding"}, "redirect-metadata": {"address-refused"}, "silent": {"timeout"},
    "deep-nesting": {"nesting", "too-large"}, "reset-mid-body": {"truncated"}, "truncated-json": {"truncated", "not-json"},
}  # fmt: skip
"""One fault of each kind, with the reasons that it leads to once the platform is known."""
PARTS = {
    "ckan": (r"package_search.*start=[12]0", 10),
    "socrata": (r"scroll_id|/api/views", 13),
    "arcgis": (r"search/v1.*limit=100", 30),
}
"""Addresses that are asked once the platform is known, and the assets that are left where they fail: those of the first page;
those of `data.json`; those of the feed."""


def test_no_fault_is_forgotten() -> None:
    assert HARMLESS.keys() | BARRING.keys() | CUTTING.keys() == FAULTS.keys()
    assert {switch for switch, *_ in SWITCHES} == SETTINGS.keys()


@pytest.mark.parametrize(
    ("platform", "fault"), [*product(("ckan", "socrata"), HARMLESS), *product(("arcgis", "dcat"), OF_BODIES)]
)
def test_a_fault_that_costs_no_asset(tmp_path: Path, platform: str, fault: str) -> None:
    """The whole catalogue is read in spite of it."""
    ended = audit_of(PORTALS[platform], tmp_path, [sized(fault)])

    assert_sound(ended)
    # one that repeats without an id to know it by is counted twice
    assert ended.assets - WHOLE[platform] in ((0, 1) if fault == "odd-types" else (0,))
    assert ended.portal["platform"] == platform
    assert ended.reasons <= HARMLESS[fault]
    assert fault not in ("robots-deny", "robots-503") or ("site", "robots") in ended.gaps


@pytest.mark.parametrize("fault", BARRING)
def test_a_fault_that_leaves_nothing(tmp_path: Path, fault: str) -> None:
    """Exit 3, and one line that says why; the platform makes no difference, since none is recognised."""
    ended = audit_of(PORTALS["ckan"], tmp_path, [sized(fault)])

    assert_sound(ended)
    assert ended.result.code == 3
    assert ended.assets == 0
    assert BARRING[fault] in ended.reasons
    assert f": {BARRING[fault]}" in (ended.result.line or "")


def test_a_silent_host_is_not_asked_for_long(tmp_path: Path) -> None:
    """Two addresses that wait in vain, twice each, are enough."""
    assert len(audit_of(PORTALS["ckan"], tmp_path, ["silent"]).log) == 4


@pytest.mark.parametrize(("platform", "fault"), list(product(PORTALS, CUTTING)))
def test_a_fault_that_cuts_answers_short(tmp_path: Path, platform: str, fault: str) -> None:
    """Whole entries of a feed that breaks off are kept and the feed is found truncated; a broken API gives nothing."""
    ended = audit_of(PORTALS[platform], tmp_path, [sized(fault)])

    assert_sound(ended)
    if platform == "ckan":
        assert ended.result.code == 3
        assert ended.reasons <= {"truncated", "not-json"}
    else:
        assert 0 < ended.assets < WHOLE[platform]
        assert ("feed", "truncated") in ended.gaps
        assert ended.failed("feed_truncated")


@pytest.mark.parametrize(("platform", "fault"), list(product(PARTS, LATE)))
def test_a_fault_once_the_platform_is_known(tmp_path: Path, platform: str, fault: str) -> None:
    """What can be read beside it is kept, and a gap names what could not."""
    where, left = PARTS[platform]
    portal = PORTALS[platform].with_options(rows_max=10) if platform == "ckan" else PORTALS[platform]
    ended = audit_of(portal, tmp_path, [sized(fault, where)])

    assert_sound(ended)
    assert ended.result.code == 0
    assert ended.assets == left
    assert ended.reasons
    assert ended.reasons <= LATE[fault]


@pytest.mark.parametrize("platform", PARTS)
def test_redirects_that_lose_their_parameters(tmp_path: Path, platform: str) -> None:
    """Pages that come without what was asked for are noticed: by a gap, or because the lists disagree."""
    portal = PORTALS[platform].with_options(rows_max=10) if platform == "ckan" else PORTALS[platform]
    ended = audit_of(portal, tmp_path, [f"redirect-chain@{PARTS[platform][0]}"])

    assert_sound(ended)
    assert ended.assets >= WHOLE[platform] or ended.reasons or ended.failed("catalog_disagrees")


SWITCHES = [
    ("rows-100", "ckan", 30, 30, "", ""),
    ("rows-1000", "ckan", 30, 30, "", ""),
    ("hide-version", "ckan", 30, 30, "", ""),
    ("post-405", "ckan", 30, 30, "", ""),
    ("solr-409", "ckan", 0, None, "catalogue: http-409", ""),
    ("index-mismatch", "ckan", 27, 27, "", "catalog_disagrees"),
    ("empty-last-page", "ckan", 30, 35, "", "catalog_disagrees"),
    ("v2.6", "ckan", 30, 30, "", ""),
    ("v2.9", "ckan", 30, 30, "", ""),
    ("dkan1", "ckan", 0, None, "catalogue: unrecognised", ""),
    ("vanishing", "ckan", 30, 30, "", ""),
    ("vanishing", "socrata", 25, 25, "", ""),
    ("cap-10000", "socrata", 25, None, "", ""),
    ("federated", "socrata", 25, 25, "", ""),
    ("private-views-403", "socrata", 25, 25, "views: http-403", ""),
    ("data-json-lag", "socrata", 25, 25, "", "catalog_disagrees"),
    ("data-json-404", "socrata", 25, 25, "feed: http-404", ""),
    ("views-metadata-404", "socrata", 25, 25, "views-metadata: http-404", ""),
    ("feed-off-404", "arcgis", 30, 30, "feed: http-404", ""),
    ("feed-500", "arcgis", 30, 30, "feed: http-500", ""),
    ("feed-truncated", "arcgis", 30, 30, "feed: truncated", "feed_truncated"),
    ("feed-stale", "arcgis", 30, 30, "", "catalog_disagrees"),
    ("feed-unordered", "arcgis", 30, 30, "", ""),
    ("search-500", "arcgis", 30, 30, "search: http-500", ""),
    ("200-with-error", "arcgis", 30, 30, "search: http-499", ""),
    ("items-null-fields", "arcgis", 30, 30, "", ""),
]


@pytest.mark.parametrize(("switch", "platform", "assets", "declared", "gap", "finding"), SWITCHES)
def test_a_switch_of_the_platform(
    tmp_path: Path, switch: str, platform: str, assets: int, declared: int | None, gap: str, finding: str
) -> None:
    """Assets read and declared, the gap and the finding that a platform's own oddity leads to; otherwise none."""
    ended = audit_of(PORTALS[platform], tmp_path, [switch])

    assert_sound(ended)
    assert (ended.assets, ended.portal["snapshot"]["declared_total"]) == (assets, declared)
    assert {f"{part}: {reason}" for part, reason in ended.gaps} == ({gap} if gap else set())
    assert [name for name in ("catalog_disagrees", "feed_truncated") if ended.failed(name)] == ([finding] if finding else [])
