"""Rubrics: criteria over the counts of checks. Rules, weights and thresholds are data (rubrics/*.toml)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from portalaudit.model.capture import Evidence, Scalar
from portalaudit.model.telling import Said

FindingWord = Literal["met", "partly", "not_met", "undetermined"]
Strength = Literal["verified", "indicated"]
Why = Literal["not_found", "gap", "internal_practice", "unregistered"]
Known = Literal["read", "second-hand", "general", "own"]
"""How well a criterion's text is known: read in a source, transcribed by others, general knowledge, or our own."""

RuleKind = Literal[
    "share", "outcome", "measure", "freshness", "dimension", "all", "k_of_n", "assets", "entry", "document", "best", "manual"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what a criterion asks of check counts. `kind` names the function in rubrics/grade.py that reads `args`."""

    kind: RuleKind
    args: Mapping[str, Scalar] = field(default_factory=dict)
    rules: tuple["Rule", ...] = ()
    """Sub-rules of `all` (every one, the first being prerequisites where marked), `k_of_n` and `best`."""


@dataclass(frozen=True, slots=True)
class Criterion:
    id: str
    title: str
    text: str
    """Paraphrased; never the standard's own words."""
    rule: Rule
    weight: float = 1.0
    known: Known = "own"
    strength: Strength = "verified"
    """The most that the machine can say when the rule decides."""
    group: Literal["core", "neighbour"] = "core"
    source: str | None = None
    ask_for: str | None = None
    """What a person should be asked for while it is undetermined."""
    requires: tuple[str, ...] = ()
    """Criteria of the same rubric without which this one cannot be met."""


@dataclass(frozen=True, slots=True)
class Rubric:
    id: str
    version: str
    title: str
    scored: bool
    aggregation: str
    """The name of a function in rubrics/aggregate.py; `none` where nothing is scored."""
    criteria: tuple[Criterion, ...]
    citation: str
    about: str
    digest: str
    """Hexadecimal sha256 of the TOML file: two audits by one version can be told apart."""


@dataclass(frozen=True, slots=True)
class CriterionResult:
    id: str
    title: str
    finding: FindingWord
    strength: Strength | None
    """None when undetermined."""
    because: str
    why: Why | None = None
    """Only when undetermined."""
    ask_for: str | None = None
    checks: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    value: float | None = None
    """Share of the points earned, 0 to 1, in a scored rubric; None when undetermined."""
    weight: float = 1.0
    group: Literal["core", "neighbour"] = "core"
    known: Known = "own"
    states: Mapping[str, int] = field(default_factory=dict)
    """Own datasets by the state of a table of allowed ages (`fresh late …`), in its order; behind them `not_observed` and
    `not_covered` where there are any. Empty where no rule judges by such a table."""
    said: Said = ()
    """`because`, which is in English, as codes: model.speaking says it in other languages."""


@dataclass(frozen=True, slots=True)
class RubricResult:
    id: str
    version: str
    title: str
    digest: str
    scored: bool
    score: float | None
    """0 to 100, one decimal; None where the rubric is not scored or nothing is decided."""
    decided: float
    """Share of the weight of the core criteria that is decided, 0 to 1."""
    counts: Mapping[str, int]
    """`met partly not_met undetermined of`, of the core criteria."""
    criteria: tuple[CriterionResult, ...]
    states: Mapping[str, int] = field(default_factory=dict)
    """How many own datasets have which grade, of a rubric that grades each by itself; `undecided` where what was not observed
    would decide."""
