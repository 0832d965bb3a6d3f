"""The verdict of a check that looks for datasets by their columns."""

from collections.abc import Mapping, Sequence

import numpy as np

from portalaudit.checks.arrays import Mask
from portalaudit.checks.inventory.topics import columns_shown, told
from portalaudit.model.capture import Evidence, Scalar
from portalaudit.model.check import Finding, Parts, PortalVerdict

REASONS = ("columns", "partly_seen", "no_columns", "no_datasets")
"""Reasons that all of them know beside their own."""
_EXAMPLES = 4
"""Datasets shown of a topic (own choice)."""


def found(
    check: str, parts: Parts, reason: str, params: dict[str, Scalar], shown: Sequence[tuple[str, str, Mask]], number: int
) -> PortalVerdict:
    """Pass: the reason, and of each pattern (topic, name, datasets) some datasets with the columns that show it; `number`
    datasets in all, the measure."""
    examples = [_example(check, parts, *each) for each in _some(shown)]
    evidence = tuple(evidence for example in examples for evidence in example.evidence[:2])
    return PortalVerdict("pass", (), float(number), (Finding(check, "portal", reason, params, evidence), *examples))


def not_found(check: str, parts: Parts, reason: str, params: Mapping[str, Scalar]) -> PortalVerdict:
    """Fail where the columns of all of the city's own datasets were seen, else not observed."""
    own, seen = int(parts.own.sum()), int((told(parts).seen & parts.own).sum())
    params = {**params, "seen": seen, "of": own}
    if own and seen == own:
        return PortalVerdict("fail", (Finding(check, "portal", reason, params, _catalogue(parts)),), 0.0)
    code = "partly_seen" if seen else "no_columns" if own else "no_datasets"
    return PortalVerdict("not_observed", shown=(Finding(check, "portal", code, params),))


def _some(shown: Sequence[tuple[str, str, Mask]]) -> list[tuple[str, str, int]]:
    """Some datasets of each topic, each dataset once; topics, and patterns within a topic, by turns."""
    topics = [_of_topic(topic, [one for one in shown if one[0] == topic]) for topic in dict.fromkeys(one[0] for one in shown)]
    turns = [one[turn] for turn in range(_EXAMPLES) for one in topics if turn < len(one)]
    return _once(turns)


def _of_topic(topic: str, shown: Sequence[tuple[str, str, Mask]]) -> list[tuple[str, str, int]]:
    most = _EXAMPLES * len(shown)
    rows = [(name, np.flatnonzero(mask)[:most].tolist()) for _, name, mask in shown]
    turns = [(topic, name, one[turn]) for turn in range(most) for name, one in rows if turn < len(one)]
    return _once(turns)[:_EXAMPLES]


def _once(turns: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Each dataset where it stands first."""
    return list({row: (topic, name, row) for topic, name, row in reversed(turns)}.values())[::-1]


def _example(check: str, parts: Parts, topic: str, name: str, row: int) -> Finding:
    headers, evidence = columns_shown(parts, topic, name, row)
    title = parts.datasets["title"].iat[row]
    params: dict[str, Scalar] = {"columns": ", ".join(f"“{header}”" for header in headers)}
    return Finding(
        check, str(parts.datasets["id"].iat[row]), "columns", params, evidence, title if isinstance(title, str) else None
    )


def _catalogue(parts: Parts) -> tuple[Evidence, ...]:
    """The captures in which the datasets were told of, a few."""
    captures = sorted({name for name in parts.datasets["capture"][parts.own].tolist() if isinstance(name, str)})
    return tuple(Evidence(name, "") for name in captures[:_EXAMPLES])
