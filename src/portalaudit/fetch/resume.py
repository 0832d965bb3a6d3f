"""Going on from what an incomplete audit's archive holds: archived answers first, the network for the rest."""

from collections.abc import Mapping

from portalaudit.fetch.fetcher import Fetcher
from portalaudit.fetch.replay import Replay, settled
from portalaudit.model.capture import Exchange, Method


class Resumed:
    """Answers from the archive where an earlier answer came whole, else asks. See `model.ports.Fetch`."""

    def __init__(self, replay: Replay, fetcher: Fetcher) -> None:
        self._replay, self._fetcher = replay, fetcher

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        accept: str | None = None,
        headers: Mapping[str, str] | None = None,
        invited: bool = False,
        revalidate: bool = False,
        method: Method = "GET",
        timeout: float | None = None,
        max_bytes: int | None = None,
    ) -> Exchange:
        """The archived answer, or a new one."""
        again = await self._replay.get(url, params=params, method=method)
        if settled(again.capture):
            return again
        return await self._fetcher.get(
            url, params=params, accept=accept, headers=headers, invited=invited, revalidate=revalidate,
            method=method, timeout=timeout, max_bytes=max_bytes,
        )  # fmt: skip

    def resolve(self, exchange: Exchange) -> str:
        """See `model.ports.Fetch`."""
        return self._fetcher.resolve(exchange)
