"""A look at the archive is the look at the servers."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from portalaudit.archive.index import MemoryIndex, rebuild_index
from portalaudit.archive.reader import ArchiveReader
from portalaudit.connectors.website.explore import explore
from portalaudit.connectors.website.visit import Seed
from portalaudit.fetch.replay import Replay
from tests.connectors.website.looking import in_process, look
from tests.connectors.website.test_explore import city
from tests.portals.sites import POLICY, in_pdf, page


def test_a_replay_asks_and_reads_the_same(tmp_path: Path) -> None:
    site = city(
        {
            "/it": page("IT", links=[("/open-data-policy.pdf", "Policy"), ("/gone", "Open data")]),
            "/open-data-policy.pdf": in_pdf(POLICY),
        },
        links=[("/it", "Technology")],
    )

    def seeds(urls: Sequence[str]) -> Sequence[Seed]:
        return Seed(f"{urls[0]}/", "", "home"), Seed(f"{urls[0]}/sitemap.xml", "", "sitemap")

    live = look(tmp_path, site, seeds=seeds)
    captures = list(rebuild_index(tmp_path))
    replay = Replay(captures, ArchiveReader(tmp_path, MemoryIndex(captures)))
    host = frozenset({live.url.removeprefix("http://")})
    again = asyncio.run(explore(replay, seeds(live.urls), host, read=in_process))

    assert not replay.missing
    assert again == live.found
