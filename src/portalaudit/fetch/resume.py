"""Going on from what an incomplete audit's archive holds: archived answers first, the network for the rest."""

from typing import Unpack

from portalaudit.fetch.fetcher import Fetcher
from portalaudit.fetch.replay import Replay, settled
from portalaudit.model.capture import Exchange
from portalaudit.model.ports import Asking


class Resumed:
    """Answers from the archive where an earlier answer came whole, else asks. See `model.ports.Fetch`."""

    def __init__(self, replay: Replay, fetcher: Fetcher) -> None:
        self._replay, self._fetcher = replay, fetcher

    async def get(self, url: str, **asked: Unpack[Asking]) -> Exchange:
        """The archived answer, or a new one."""
        again = await self._replay.get(url, **asked)
        if settled(again.capture):
            return again
        return await self._fetcher.get(url, **asked)

    def resolve(self, exchange: Exchange) -> str:
        """See `model.ports.Fetch`."""
        return self._fetcher.resolve(exchange)
