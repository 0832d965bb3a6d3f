"""A message as parts and lines, the same for text and HTML."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portalaudit.export.telling.public import PRIVATE, line_of, public_link, target_of
from portalaudit.export.telling.wording import Words
from portalaudit.model.alerts import Facts, Kind, News, Place
from portalaudit.model.digest import Digest, Mended, Rise
from portalaudit.model.history import CAUSES

RANKS = {"not_met": 0, "partly": 1, "met": 2}
_PORTALS: tuple[Kind, ...] = ("portal_gone", "portal_back")


@dataclass(frozen=True, slots=True)
class Item:
    """One line: whom it is about, what, and more of it in small."""

    who: str
    link: str | None
    what: str
    note: str = ""
    tone: str = "even"
    """better, worse, even."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its lines."""

    title: str
    intro: str
    items: tuple[Item, ...]
    more: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A message."""

    lang: str
    kind: str
    subject: str
    title: str
    lead: str
    parts: tuple[Part, ...]
    foot: tuple[str, ...] = ()


def digest_page(digest: Digest, words: Words) -> Page:
    """The digest of a night."""
    day = words.date(digest.until)
    moved = [news for news in digest.confirmed if news.alert.kind == "criterion"]
    portals = [news for news in digest.confirmed if news.alert.kind in _PORTALS]
    failures = [news for news in digest.confirmed if news.alert.kind == "failures"]
    cut = digest.more.get
    kinds = digest.kinds or Counter(news.alert.kind for news in digest.confirmed)
    gone = sum(kinds.get(kind, 0) for kind in _PORTALS)
    parts = (
        _part(words, "moved", [item(news, words) for news in moved], kinds.get("criterion", 0) - len(moved)),
        _part(words, "portals", [item(news, words) for news in portals], gone - len(portals)),
        _part(words, "failures", [item(news, words) for news in failures], kinds.get("failures", 0) - len(failures)),
        _part(words, "missing", [
            Item(*who(each.place, words), words.say(f"ended.{each.state}"), tone="worse") for each in digest.missing
        ], cut("missing", 0)),
        _part(words, "seen", [item(news, words) for news in digest.seen], cut("seen", 0)),
        _part(words, "rises", [_rise(each, words) for each in digest.rises], cut("rises", 0)),
        _part(words, "mended", [_mended(each, words) for each in digest.mended], cut("mended", 0)),
    )  # fmt: skip
    headline = _headline(kinds, words)
    subject = words.say("digest.subject", what=headline or _quiet(digest, words), date=day)
    quiet = words.say("digest.quiet_lead") if digest.night and not digest.news else ""
    lead = " ".join(filter(None, (f"{headline}." if headline else "", _tally(digest, words), quiet)))
    foot = (words.say("digest.foot"), words.say("digest.more_commands"))
    title = words.say("digest.title", date=day)
    return Page(words.lang, words.say("digest.kind"), subject, title, lead, tuple(part for part in parts if part.count), foot)


def alerts_page(news: Sequence[News], words: Words) -> Page:
    """Alerts that go in one message."""
    named = list(dict.fromkeys(who(one.place, words)[0] for one in news))
    places = ", ".join(named) if len(named) <= 2 else f"{named[0]}, {named[1]}, {words.count('more', len(named) - 2)}"
    kinds = {"moved": ("criterion",), "portals": _PORTALS, "failures": ("failures",)}
    parts = tuple(
        _part(words, name, [item(one, words) for one in news if one.alert.kind in of]) for name, of in kinds.items()
    )  # fmt: skip
    subject = f"{places}: {_headline(Counter(one.alert.kind for one in news), words)}"
    kept = tuple(part for part in parts if part.items)
    return Page(words.lang, words.say("alerts.kind"), subject, words.say("alerts.title"), words.say("alerts.lead"), kept)


def trial_page(words: Words) -> Page:
    """A message that only shows that messages arrive."""
    subject, title, lead = (words.say(f"test.{name}") for name in ("subject", "title", "lead"))
    return Page(words.lang, words.say("alerts.kind"), subject, title, lead, ())


def who(place: Place, words: Words) -> tuple[str, str | None]:
    """A target's name, and its address where that is public. Without a name its host, or its key."""
    link, name, target = public_link(place.address), line_of(place.name, 80), target_of(place.target)
    if name:
        return (f"{name}, {line_of(place.region, 40)}" if place.region else name), link
    if target.startswith(PRIVATE):
        return words.say("place.private"), None
    return target.partition("://")[2].rstrip("/") or target, link


def item(news: News, words: Words) -> Item:
    """An alert in a line."""
    alert = news.alert
    name, link = who(news.place, words)
    days = {"first": words.day(alert.first_at), "again": words.day(alert.confirmed_at or alert.first_at)}
    note = [words.say("say.again" if alert.confirmed_at else "say.first", **days)]
    if alert.kind == "criterion":
        rubric, criterion = str(alert.after.get("rubric", "")), str(alert.after.get("criterion", ""))
        title = words.criterion(rubric, criterion)
        same = alert.before.get("finding") == alert.after.get("finding")
        facts = {"before": _standing(alert.before, words, same), "after": _standing(alert.after, words, same)}
        key = "say.criterion" if title else "say.criterion_untitled"
        what = words.say(key, id=line_of(criterion, 40), title=line_of(title), **facts)
        causes = [words.say(f"cause.{one}") for one in (alert.cause or "").split() if one in CAUSES]
        if causes:
            note.append(words.say("say.cause", cause=words.either(causes)))
        return Item(
            name,
            link,
            what,
            "; ".join([line_of(words.rubric(rubric)).partition(":")[0], *note]),
            _tone(alert.before, alert.after),
        )
    if alert.kind == "failures":
        check = words.label("check", str(alert.after.get("check", "")))
        what = words.say(
            "say.failures", check=line_of(check), after=words.number(_whole(alert.after, "failed")),
            before=words.number(_whole(alert.before, "failed")), tested=words.number(_whole(alert.after, "tested")),
        )  # fmt: skip
        return Item(name, link, what, "; ".join(note), "worse")
    portal = public_link(str(alert.after.get("portal", "")))
    key = "gone" if alert.kind == "portal_gone" else "back"
    what = words.say(f"say.{key}" if alert.confirmed_at else f"say.{key}_once")
    reasons = [words.label("gap", code) for code in str(alert.after.get("reasons") or "").split()[:2]]
    told = "; ".join([*map(line_of, reasons), *note])
    return Item(name, portal or link, what, told, "worse" if key == "gone" else "better")


def _rise(rise: Rise, words: Words) -> Item:
    counts = {"rise": rise.after - rise.before, "after": rise.after, "tested": rise.tested}
    numbers = {name: words.number(value) for name, value in counts.items()}
    return Item(*who(rise.place, words), words.say("say.rise", check=words.label("check", rise.check), **numbers), tone="worse")


def _mended(mended: Mended, words: Words) -> Item:
    key = "say.mended" if mended.opened else "say.mended_alone"
    what = words.say(key, fixed=words.number(mended.fixed), opened=words.number(mended.opened))
    return Item(*who(mended.place, words), what, tone="better")


def _part(words: Words, name: str, items: Sequence[Item], more: int = 0) -> Part:
    intro = words.say(f"intro.{name}") if name in ("seen", "missing", "rises", "mended") else ""
    told = words.count("more", more) if more else ""
    return Part(words.say(f"parts.{name}"), intro, tuple(items), told, len(items) + more)


def _headline(kinds: Mapping[Kind, int], words: Words) -> str:
    names: dict[Kind, str] = {
        "criterion": "moved",
        "portal_gone": "portal_gone",
        "portal_back": "portal_back",
        "failures": "failures",
    }
    return ", ".join(words.count(name, kinds[kind]) for kind, name in names.items() if kinds.get(kind))


def _quiet(digest: Digest, words: Words) -> str:
    waiting = len(digest.seen) + digest.more.get("seen", 0)
    told = [words.count("seen", waiting)] if waiting else [words.say("digest.quiet")]
    return ", ".join([*told, _audited(digest, words)]) if digest.night else words.say("digest.quiet")


def _tally(digest: Digest, words: Words) -> str:
    """`98 of 100 audited; 1 could not be observed.`"""
    if not digest.night:
        return words.say("digest.none_audited")
    others = [f"{words.number(count)} {words.say(f'ended.{state}')}" for state, count in digest.night.items() if state != "done"]
    return "; ".join([_audited(digest, words), *others]) + "."


def _audited(digest: Digest, words: Words) -> str:
    done, every = digest.night.get("done", 0), sum(digest.night.values())
    return words.say("digest.audited", done=words.number(done), all=words.number(every))


def _standing(facts: Facts, words: Words, same: bool) -> str:
    """A finding in words; with its strength where that is all that moved, with the reason where it is undetermined."""
    finding = words.label("finding", str(facts.get("finding", "")))
    if facts.get("why"):
        return words.say("say.why", finding=finding, why=words.label("why", str(facts["why"])))
    if same and facts.get("strength") in ("verified", "indicated"):
        return words.say("say.strength", finding=finding, strength=words.say(f"strength.{facts['strength']}"))
    return finding


def _tone(before: Facts, after: Facts) -> str:
    old, new = RANKS.get(str(before.get("finding"))), RANKS.get(str(after.get("finding")))
    if old is None or new is None or old == new:
        return "even"
    return "better" if new > old else "worse"


def _whole(facts: Facts, name: str) -> int:
    value = facts.get(name)
    return int(value) if isinstance(value, int | float) else 0
