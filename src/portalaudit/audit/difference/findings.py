"""Findings that opened and closed between two audits, both judged by today's checks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portalaudit.audit.across.then import Then
from portalaudit.audit.difference.matching import Matched
from portalaudit.audit.difference.pairing import Slots
from portalaudit.audit.difference.pool import Pool, Rows
from portalaudit.model.audit import Audit, CheckResult
from portalaudit.model.check import Check
from portalaudit.model.counting import own_datasets
from portalaudit.model.difference import CLOSED, GROUNDS, OPENED, CheckDifference, Closed, FindingMoved, Opened
from portalaudit.model.subject import PORTAL

Mask = npt.NDArray[np.bool_]
_SILENT = ("not_observed", "error")


@dataclass(frozen=True)
class Judgement:
    """One side: its assets and what today's checks say of them."""

    pool: Pool
    audit: Audit
    then: Then
    """What its stored document says."""
    certain: Mask
    """Assets that, without a partner, came or went for sure."""

    @property
    def own(self) -> Mask:
        """Own datasets."""
        masks = [own_datasets(portal.snapshot, portal.ownership) for portal in self.audit.portals]
        return np.concatenate([*masks, np.zeros(0, np.bool_)]).astype(np.bool_)

    def results(self, check: str) -> list[CheckResult | None]:
        """What a check says, one a portal."""
        return [next((one for one in portal.checks if one.id == check), None) for portal in self.audit.portals]

    def masks(self, check: str) -> tuple[Mask, Mask]:
        """Assets that fail a check, and those that it did not see."""
        fails, unseen = np.zeros(len(self.pool), np.bool_), np.zeros(len(self.pool), np.bool_)
        for start, size, result in zip(self.pool.starts, self.pool.sizes, self.results(check), strict=True):
            if result is None or result.outcome in _SILENT:
                unseen[start : start + size] = True
            else:
                fails[start + result.failing] = True
                unseen[start + result.unobserved] = True
        return fails, unseen

    def stored(self, check: str) -> int | None:
        """How many failed by the stored document; None where it tells nothing of the check."""
        found = [one.failed for portal in self.then.portals for one in portal.checks if one.id == check]
        return sum(found) if found else None


@dataclass(frozen=True)
class Moved:
    """What moved in all."""

    checks: tuple[CheckDifference, ...]
    opened: tuple[list[list[str]], list[list[str]]]
    """Checks by asset of A, and by asset of B, that fail in B and did not in A."""
    closed: list[list[str]]
    """Checks by asset of A that failed there and do not in B."""


def findings_moved(
    a: Judgement, b: Judgement, checks: Sequence[Check], matched: Matched, slots: Slots, limit: int | None
) -> Moved:
    """Every check by which both were judged. `limit` is how many findings of each kind a check gives; None for all."""
    back = np.full(len(b.pool), -1, np.int64)
    known = np.flatnonzero(matched.partner >= 0)
    back[matched.partner[known]] = known
    both = _Both(a, b, matched, back, (a.own, b.own))
    opened: tuple[list[list[str]], list[list[str]]] = ([[] for _ in range(len(a.pool))], [[] for _ in range(len(b.pool))])
    closed: list[list[str]] = [[] for _ in range(len(a.pool))]
    found = []
    for check in checks:
        name = check.id
        if check.scope == "portal":
            found.append(_portals(a, b, check, slots))
            continue
        one, newly, gone = both.check(check, limit)
        found.append(one)
        for row in newly.tolist():
            opened[1][row].append(name)
            if back[row] >= 0:
                opened[0][back[row]].append(name)
        for row in gone.tolist():
            closed[row].append(name)
    return Moved(tuple(found), opened, closed)


@dataclass(frozen=True)
class _Both:
    a: Judgement
    b: Judgement
    matched: Matched
    back: Rows
    own: tuple[Mask, Mask]

    def check(self, check: Check, limit: int | None) -> tuple[CheckDifference, Rows, Rows]:
        """A dataset check; with the assets of B, own or not, that fail since, and those of A that failed."""
        name = check.id
        (fails_a, unseen_a), (fails_b, unseen_b) = self.a.masks(name), self.b.masks(name)
        own_a, own_b = self.own
        partner, back = self.matched.partner, self.back
        closed = _reasons(fails_a, own_a, partner, fails_b, own_b, unseen_b, self.a.certain)
        opened = _reasons(fails_b, own_b, back, fails_a, own_a, unseen_a, self.b.certain)
        gone = np.flatnonzero(fails_a & ~_at(fails_b, partner))
        newly = np.flatnonzero(fails_b & ~_at(fails_a, back))
        difference = CheckDifference(
            name, check.family, int((fails_a & own_a).sum()), int((fails_b & own_b).sum()),
            closed={word: int((closed == n).sum()) for n, word in enumerate(CLOSED)},
            opened={word: int((opened == n).sum()) for n, word in enumerate(OPENED)},
            others_closed=int((~own_a[gone]).sum()), others_opened=int((~own_b[newly]).sum()),
            stored_then=self.a.stored(name), stored_now=self.b.stored(name),
            findings_closed=tuple(self._findings(name, self.a, closed, CLOSED, partner >= 0, limit)),
            findings_opened=tuple(self._findings(name, self.b, opened, OPENED, back >= 0, limit)),
        )  # fmt: skip
        return difference, newly, gone

    def _findings(
        self, name: str, side: Judgement, codes: Rows, words: Sequence[str], matched: Mask, limit: int | None
    ) -> Iterator[FindingMoved]:
        title = GROUNDS.index("title")
        pool = side.pool
        for row in np.flatnonzero(codes >= 0)[:limit].tolist():
            mine = row if side is self.a else int(self.back[row])
            yield FindingMoved(
                name, pool.snapshots[int(pool.portal[row])].portal.url, pool.column("id")[row].as_py(),
                pool.column("title")[row].as_py(), words[codes[row]],
                by_title=bool(matched[row]) and int(self.matched.ground[mine]) == title,
            )  # fmt: skip


def _reasons(
    fails: Mask, own: Mask, partner: Rows, others_fail: Mask, others_own: Mask, others_unseen: Mask, certain: Mask
) -> Rows:
    """For each asset of a side whose finding the other side does not have, the place of the reason in CLOSED or OPENED, whose
    orders are alike; -1 for all else. Own datasets alone are counted."""
    mine = fails & own & ~_at(others_fail & others_own, partner)
    alone = partner < 0
    code = np.zeros(len(fails), np.int64)
    code[_at(others_unseen, partner)] = CLOSED.index("not_observed")
    code[_at(others_fail & ~others_own, partner)] = CLOSED.index("not_counted_now")
    code[alone] = np.where(certain[alone], CLOSED.index("removed"), CLOSED.index("not_found_again"))
    return np.where(mine, code, -1)


def _at(mask: Mask, rows: Rows) -> Mask:
    """The mask at these rows; False for a negative one."""
    if not len(mask):
        return np.zeros(len(rows), np.bool_)
    return np.asarray(mask[np.maximum(rows, 0)] & (rows >= 0))


def _portals(a: Judgement, b: Judgement, check: Check, slots: Slots) -> CheckDifference:
    """A portal check: a portal is its one subject."""
    name = check.id
    then, now = a.results(name), b.results(name)
    closed: list[FindingMoved] = []
    opened: list[FindingMoved] = []
    for pair in slots.pairs:
        before = None if pair.a is None else then[pair.a]
        after = None if pair.b is None else now[pair.b]
        word_before, word_after = _outcome(before), _outcome(after)
        if word_before == "fail" != word_after and pair.a is not None:
            why: Closed = "not_found_again" if pair.b is None else "not_observed" if word_after in _SILENT else "fixed"
            closed.append(_of_portal(name, a, pair.a, why))
        if word_after == "fail" != word_before and pair.b is not None:
            since: Opened = (
                "not_found_before" if pair.a is None else "not_observed_before" if word_before in _SILENT else "failed_since"
            )
            opened.append(_of_portal(name, b, pair.b, since))
    return CheckDifference(
        name, check.family, sum(_outcome(one) == "fail" for one in then), sum(_outcome(one) == "fail" for one in now),
        closed={word: sum(one.reason == word for one in closed) for word in CLOSED},
        opened={word: sum(one.reason == word for one in opened) for word in OPENED},
        stored_then=a.stored(name), stored_now=b.stored(name),
        findings_closed=tuple(closed), findings_opened=tuple(opened),
    )  # fmt: skip


def _outcome(result: CheckResult | None) -> str:
    return "not_observed" if result is None or result.outcome is None else result.outcome


def _of_portal(name: str, side: Judgement, portal: int, why: str) -> FindingMoved:
    told = side.audit.portals[portal].snapshot.portal
    return FindingMoved(name, told.url, PORTAL, told.title, why)
