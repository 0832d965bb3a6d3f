"""Which of the things that are new moved a criterion, told from how it stands with some of them new and the others old."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portalaudit.model.moved import ASPECTS, CAUSES, Aspect, Cause, Standing

News = frozenset[Cause]
NOTHING: News = frozenset()


@dataclass(frozen=True, slots=True)
class Attribution:
    """What moved, and by what."""

    aspects: tuple[Aspect, ...] = ()
    by: tuple[Cause, ...] = ()
    together: bool = False


def attributed(points: Mapping[News, Standing], news: News) -> Attribution:
    """Attribute what moved between nothing new and all of `news`.

    It is the first aspect that moved that is attributed. A cause moves it where the criterion stands otherwise with that cause
    alone. Where not every cause can be judged alone, a cause moves it too where it makes a difference beside as few others as can
    be judged. Causes that alone lead to how it stands now go before those that alone lead elsewhere. Where none moves it, the
    smallest set that does is told, as moving it together. Where it stands as it did, `by` names causes that cancel each other
    out.

    Args:
        points: standings by what is new; with those of NOTHING and of `news`, of the sets between as many as could be judged.
        news: all that is new.
    """
    then, now = points[NOTHING], points[news]
    aspects = moved_aspects(then, now)
    watched = aspects[:1] or ASPECTS
    pairs = {cause: _differences(points, cause, watched) for cause in in_order(news)}
    if not aspects:
        return Attribution((), tuple(cause for cause, found in pairs.items() if any(differs for _, differs in found)))
    beside = not all(frozenset({cause}) in points for cause in news)
    moving = tuple(cause for cause, found in pairs.items() if _moves(found, beside))
    enough = tuple(cause for cause in moving if not _differ(points.get(frozenset({cause}), then), now, watched))
    if moving:
        return Attribution(aspects, enough if enough and all(frozenset({cause}) in points for cause in moving) else moving)
    smallest = min((new for new in points if new and _differ(points[new], then, watched)), key=_order)
    return Attribution(aspects, in_order(smallest), together=True)


def moved_aspects(then: Standing, now: Standing) -> tuple[Aspect, ...]:
    """What differs, what matters most first. Values and states differ only where both are told: a figure that a rubric takes in
    or leaves out decides nothing, and a document of an earlier version may tell none."""
    return tuple(aspect for aspect in ASPECTS if _differ(then, now, (aspect,)))


def in_order(news: News) -> tuple[Cause, ...]:
    """Causes as they are told."""
    return tuple(cause for cause in CAUSES if cause in news)


def _differences(points: Mapping[News, Standing], cause: Cause, watched: tuple[Aspect, ...]) -> list[tuple[int, bool]]:
    """For each number of others beside which the cause can be judged: whether it makes a difference there."""
    return [
        (len(new) - 1, _differ(points[new - {cause}], points[new], watched))
        for new in points
        if cause in new and new - {cause} in points
    ]


def _moves(found: Sequence[tuple[int, bool]], beside: bool) -> bool:
    if any(differs for others, differs in found if not others):
        return True
    fewest = min((others for others, _ in found if others), default=0)
    return beside and any(differs for others, differs in found if others == fewest)


def _differ(one: Standing, other: Standing, watched: tuple[Aspect, ...]) -> bool:
    return any(
        getattr(one, aspect) != getattr(other, aspect) for aspect in watched if _told(one, aspect) and _told(other, aspect)
    )


def _told(standing: Standing, aspect: Aspect) -> bool:
    return (aspect != "value" or standing.value is not None) and (aspect != "states" or bool(standing.states))


def _order(news: News) -> tuple[int, list[int]]:
    return len(news), [CAUSES.index(cause) for cause in in_order(news)]
