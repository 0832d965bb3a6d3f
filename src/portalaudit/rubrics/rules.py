"""What each kind of rule may be told: the vocabulary of the TOML files, checked at load and read with types."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import get_args

from portalaudit.data.ages import age_table
from portalaudit.data.tables import table
from portalaudit.errors import RubricError
from portalaudit.model.capture import Scalar
from portalaudit.model.freshness import CLOCKS
from portalaudit.model.policy import DocumentKind, Instrument
from portalaudit.model.rubric import Rule, Why
from portalaudit.rubrics.toronto_dqs import READ

_Test = Callable[[object], bool]

FOLDS = ("all", "k_of_n", "best")
"""Kinds that are made of rules."""
LARGEST = 10**12
"""Numbers of a rule lie between this and its negative (own choice; NaN and infinity do not)."""


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument of a rule."""

    wants: str
    test: _Test
    required: bool = False


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def _between(low: float, high: float) -> _Test:
    return lambda value: _is_number(value) and low <= value <= high  # type: ignore[operator]


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LARGEST


def _words(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _pairs(value: object) -> bool:
    return _words(value) and all(pair.partition("=")[2] in get_args(Why) for pair in str(value).split())


def _listed(known: tuple[str, ...]) -> _Test:
    return lambda value: _words(value) and set(str(value).split()) <= set(known)


def _codes(value: object) -> bool:
    return _listed(tuple(name for name, held in table("policy_aspects").items() if isinstance(held, dict)))(value)


def _is_table(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        age_table(value)
    except ValueError:
        return False
    return True


def _one_of(*words: str, required: bool = False) -> Arg:
    return Arg(f"one of {', '.join(words)}", lambda value: value in words, required)


_CHECK = Arg("the id of a check", _words, required=True)
_PHRASE = Arg("a phrase", _words)
_SENTENCE = Arg("a sentence", _words, required=True)
_SHARE = Arg("a share from 0 to 1", _between(0, 1))
_MET_SHARE = Arg("a share from 0 to 1", _between(0, 1), required=True)

EVERYWHERE: Mapping[str, Arg] = {
    "prerequisite": Arg("true or false", lambda value: isinstance(value, bool)),
    "at_most": _one_of("partly"),
    "not_met_as": _one_of("undetermined"),
    "why": _one_of(*get_args(Why)),
    "beside": Arg("true or false", lambda value: isinstance(value, bool)),
    "unseen_as": _one_of("partly"),
    "value": _one_of("share", "steps"),
    "note": _PHRASE,
}
"""Arguments of every kind.

prerequisite: under `all`, the whole is not met where this part is not, and earns no more than it.
at_most: what the rule sees can show no more than this.
not_met_as: what the rule sees cannot show the contrary: not met is left undetermined, for the reason `why`.
why: of `all`, `k_of_n`, `best` and `document`, the reason where they are undetermined, instead of their own or their parts'.
beside: under `all`, a figure that is told and decides nothing.
unseen_as: of `all` and `k_of_n`: where a part shows something, those of which nothing was seen are lacking, and the whole is
    partly met. Not for prerequisites.
value: how points are earned: `share` as measured, `steps` 1 for met, half for partly, 0 for not met.
note: a sentence after the figures.
"""

ARGS: Mapping[str, Mapping[str, Arg]] = {
    "share": {
        "check": _CHECK,
        "says": _PHRASE,
        "met": _MET_SHARE,
        "partly": _SHARE,
        "min_observed": _SHARE,
        "figure_only": EVERYWHERE["prerequisite"],
    },
    "outcome": {
        "check": _CHECK,
        "says": _PHRASE,
        "denies": _PHRASE,
        "fold": _one_of("best", "seen", "every"),
        "tells": EVERYWHERE["prerequisite"],
        "partly_for": Arg("reason codes, separated by blanks", _words),
        "why_for": Arg("pairs REASON=WHY, separated by blanks", _pairs),
    },
    "measure": {
        "check": _CHECK,
        "says": _PHRASE,
        "fold": _one_of("share", "mean"),
        "op": _one_of("<=", ">=", required=True),
        "than": Arg("a number", _is_number),
        "met": Arg("a number", _is_number, required=True),
        "partly": Arg("a number", _is_number),
        "min_observed": _SHARE,
    },
    "freshness": {
        "clock": Arg("clocks, separated by blanks", _listed(CLOCKS), required=True),
        "table": Arg("a table of data/ages.toml or a list of days such as 7=13", _is_table),
        "fresh": Arg("states of the table, separated by blanks", _words),
        "says": _PHRASE,
        "met": _MET_SHARE,
        "partly": _SHARE,
        "min_observed": _SHARE,
        "figure_only": EVERYWHERE["prerequisite"],
    },
    "assets": {"met": Arg("a whole number from 1", _whole, required=True), "partly": Arg("a whole number from 1", _whole)},
    "entry": {"names": Arg("entry points, separated by blanks", _words), "says": _SENTENCE},
    "document": {
        "kinds": Arg("kinds of documents, separated by blanks", _listed(get_args(DocumentKind))),
        "aspects": Arg("codes of data/policy_aspects.toml, separated by blanks", _codes),
        "provisions": Arg("codes of provisions, separated by blanks", _words),
        "instruments": Arg("instruments, separated by blanks", _listed(get_args(Instrument))),
        "any": EVERYWHERE["prerequisite"],
        "together": EVERYWHERE["prerequisite"],
        "near": Arg("a whole number from 1", _whole),
        "public": EVERYWHERE["prerequisite"],
        "cites": EVERYWHERE["prerequisite"],
        "least": Arg("a whole number from 1", _whole),
        "says": _SENTENCE,
        "denies": _SENTENCE,
        "lacks": _PHRASE,
    },
    "dimension": {
        "dimension": _one_of(*READ, required=True),
        "says": _PHRASE,
        "met": _MET_SHARE,
        "partly": _SHARE,
        "min_observed": _SHARE,
    },
    "all": {},
    "best": {},
    "k_of_n": {"k": Arg("a whole number from 1", _whole, required=True)},
    "manual": {"why": _one_of(*get_args(Why), required=True), "because": _SENTENCE, "city_record": EVERYWHERE["prerequisite"]},
}
"""Arguments by kind. `says` completes the sentence of `because`: "47 of 240 datasets …" (share, measure), or is one (outcome,
document, with `denies` for the contrary); without it the check is named.

share: of the own datasets that a check applies to and that were observed, how many pass; `met` and `partly` are shares.
    min_observed is the least share that must have been observed; figure_only leaves the threshold out of the sentence.
outcome: of a portal check. fold `best` (default): one portal that passes is enough; `seen`: so too, and portals that showed
    nothing don't count beside one that decides; `every`: each has to. tells: the check's own sentence, with its figures, stands
    in the place of `says` and `denies` (not of `every`). partly_for: reasons of the check for which it is partly met, whatever
    the outcome; why_for: which reason of the check leaves it undetermined for which `why`, else for a gap.
measure: a check's measure thresholded anew. fold `share` (default): datasets whose measure is `op` `than`, `met` and `partly`
    being shares of them; `mean`: the mean of the measures is `op` `met` or `partly`.
freshness: of the own datasets of which a table of allowed ages says anything, how many are in one of the states `fresh` (the
    table's first), by the first of the clocks `clock` that is known. `table` (project-open-data) is the id of one, or a list of
    periods and allowed ages in whole days: "1=4 7=13 31=40". The rest is as with share.
assets: how many own datasets there are, at least.
entry: one of these interfaces of a portal (without `names`: any but its home page) answered without a login.
document: the city's own documents that stand, of these `kinds` (any where absent), show each of the `aspects` and
    `provisions` and one of the `instruments`; without these, `least` of them are there (one). any: one of the codes is
    enough. together: one document shows all; near: within so many characters. What some documents show of it is partly,
    nothing is undetermined, never not met. A copy on somebody else's site is partly, and with `public` a submitted document
    too. says, denies: what was found, with the documents behind, or not; lacks: documents are there and don't show it
    (`denies` where absent). cites = false: beside a part that names the documents, it names none, and is silent where there
    is none.
dimension: the mean of a dimension of Toronto's data quality score over the datasets that it applies to; `met` and `partly` are
    the least means.
all: every sub-rule; k_of_n: `k` of them; best: the best that one shows, those aside that show nothing.
manual: what a machine cannot decide. city_record: without a city's record, the reason is `unregistered`.
"""


def arguments(kind: str) -> Mapping[str, Arg]:
    """What a rule of this kind may be told."""
    return {**EVERYWHERE, **ARGS[kind]}


def number(rule: Rule, name: str) -> float | None:
    """A number of the rule, None where it has none."""
    value = rule.args.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def required_number(rule: Rule, name: str) -> float:
    """A number that the kind demands.

    Raises:
        RubricError: the rule lacks it (a rule made by hand).
    """
    value = number(rule, name)
    if value is None:
        raise RubricError(f"a rule of kind {rule.kind} lacks {name}")
    return value


def words(rule: Rule, name: str, default: str = "") -> str:
    """A text of the rule."""
    value: Scalar = rule.args.get(name)
    return value if isinstance(value, str) else default
