"""Step: the live portal asked again for a sample of the answers. What it says today proves nothing alone: a portal moves."""

import asyncio
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from portalaudit import __version__
from portalaudit.archive.index import MemoryIndex
from portalaudit.archive.reader import ArchiveReader
from portalaudit.archive.redact import MASK
from portalaudit.archive.writer import SegmentWriter
from portalaudit.audit.bundles import Bundle
from portalaudit.audit.cities import shipped
from portalaudit.audit.registry import opted_out_hosts
from portalaudit.audit.verify.places import Place
from portalaudit.audit.verify.pointing import evidences
from portalaudit.errors import ArchiveError, BundleError
from portalaudit.fetch.fetcher import Fetcher
from portalaudit.fetch.settings import AGENT, FetchSettings
from portalaudit.model.capture import Capture, Evidence, Exchange


@dataclass(frozen=True, slots=True)
class Asking:
    """How the portal is asked."""

    sample: int
    rate: float = 1.0
    allow_private: bool = False
    contact: str | None = None
    opt_out: tuple[str, ...] = ()
    robots_bind_apis: bool = False


def live_step(asking: Asking) -> Callable[..., str]:
    """The step, for `verify`."""
    return lambda look: live(look.bundle, asking)


def live(bundle: Bundle, asking: Asking) -> str:
    """Ask again and say what came: the same bytes, other bytes in which the evidence still holds or not, no answer.

    Raises:
        BundleError: there is nothing that could be asked again.
    """
    told: dict[str, list[Evidence]] = defaultdict(list)
    for _, one in evidences(bundle.document):
        if one.capture is not None:
            told[one.capture].append(one)
    chosen = sample(bundle, told, asking.sample)
    if not chosen:
        raise BundleError("there is no answer that could be asked for again")
    with tempfile.TemporaryDirectory(prefix="portalaudit-live-") as scratch:
        answers = asyncio.run(_asked(chosen, bundle, asking, Path(scratch)))
        return _compared(bundle, chosen, answers, told, ArchiveReader(Path(scratch), MemoryIndex(one.capture for one in answers)))


def sample(bundle: Bundle, told: Mapping[str, Sequence[Evidence]], number: int) -> list[Capture]:
    """Answers that came whole, those first that evidence points into, else in an order that only their ids decide."""
    asked = {
        one.url: one
        for one in bundle.own
        if one.method == "GET" and one.status == 200 and one.error is None and one.sha256 and MASK not in one.url
    }
    return sorted(asked.values(), key=lambda one: (one.id not in told, sha256(one.id.encode()).digest()))[:number]


async def _asked(chosen: Sequence[Capture], bundle: Bundle, asking: Asking, scratch: Path) -> list[Exchange]:
    contact = f"; {asking.contact}" if asking.contact else ""
    urls = tuple(bundle.inputs.urls)
    settings = replace(
        FetchSettings(),
        rate=asking.rate,
        user_agent=f"{AGENT}/{__version__} (open-data audit{contact})",
        allow_private=asking.allow_private,
        named=urls,
        invited_exempt=not asking.robots_bind_apis,
        opted_out=opted_out_hosts(shipped()) | set(asking.opt_out),
    )
    hosts = {urlsplit(url).netloc for url in urls}
    with SegmentWriter(scratch, "live") as writer:
        async with Fetcher(settings, writer) as fetcher:
            # On the portal's own host the audit asked its documented interfaces.
            return [await fetcher.get(one.url, invited=urlsplit(one.url).netloc in hosts) for one in chosen]


def _compared(
    bundle: Bundle,
    chosen: Sequence[Capture],
    answers: Sequence[Exchange],
    told: Mapping[str, Sequence[Evidence]],
    reader: ArchiveReader,
) -> str:
    same = other = held = quoted = 0
    silent: Counter[str] = Counter()
    for there, answer in zip(chosen, answers, strict=True):
        if not answer.ok:
            silent[answer.capture.reason] += 1
        elif answer.body == bundle.reader.decoded(there):
            same += 1
        else:
            other += 1
            place = Place(answer.capture, reader)
            quoted += len(told.get(there.id, ()))
            held += sum(_holds(place, one) for one in told.get(there.id, ()))
    parts = [f"{same:,} answer with the same bytes"]
    if other:
        parts.append(f"{other:,} with others, in which {held:,} of {quoted:,} pieces of evidence stand as they did")
    if silent:
        parts.append(", ".join(f"{number:,} not ({reason})" for reason, number in sorted(silent.items())))
    return f"of {len(chosen):,} addresses asked today: {'; '.join(parts)}"


def _holds(place: Place, evidence: Evidence) -> bool:
    try:
        return place.objection(evidence) is None
    except ArchiveError:
        return False
