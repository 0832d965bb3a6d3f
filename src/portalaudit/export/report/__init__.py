"""The audit as one self-contained, accessible HTML file for a city's data officer and those whom she shows it to."""

from collections.abc import Mapping
from functools import partial

from markupsafe import Markup

from portalaudit.export.names import hosts_of, name_of
from portalaudit.export.report import coverage, pictures, said
from portalaudit.export.report.catalogue import part_of, totals
from portalaudit.export.report.criteria import gaps, parted, points, score
from portalaudit.export.report.departments import SEVERAL, departments
from portalaudit.export.report.findings import by_family, cited, entries, seen_at
from portalaudit.export.report.freshness import age_labels, age_place, ages_chart, calendar_chart, freshness, paces_chart
from portalaudit.export.report.inventory import SHARE, inventory, names, reason
from portalaudit.export.report.page import page
from portalaudit.export.report.policy import MOST_QUOTES, certainty, policy
from portalaudit.export.report.room import PAPER, SCREEN
from portalaudit.export.report.wording import Wording, wording
from portalaudit.export.sources import best_quote
from portalaudit.model.audit import Audit
from portalaudit.model.check import Manual

__all__ = ["render"]


def render(
    audit: Audit, *, manuals: Mapping[str, Manual] | None = None, lang: str = "en", paper: bool = False
) -> str:  # fmt: skip
    """The report of an audit, to be written as UTF-8; the same text for the same audit.

    Args:
        audit: what to show.
        manuals: check id → its manual; a check without one is shown without advice.
        lang: language of the report's own words; texts of portals stay as they are.
        paper: for a printer (export.pdf) and not for a browser.

    Raises:
        UsageError: there are no words for that language.
    """
    words = wording(lang)
    parts = [part_of(portal) for portal in audit.portals]
    checks = entries(parts, manuals or {}, lang)
    leading, room = score(audit.rubrics), PAPER if paper else SCREEN
    mend = departments(parts, audit.target.city, room)
    whose = partial(_whose, words, audit)
    return page({
        "audit": audit,
        "words": words,
        "say": words.say,
        "name": name_of(audit),
        "hosts": hosts_of(audit),
        "whose": whose,
        "totals": totals(audit, parts, room),
        "points": points(audit, leading),
        "most_points": room.points,
        "most_examples": room.examples,
        "several": SEVERAL,
        "score": leading,
        "parted": parted,
        "mend": mend,
        "checks": checks,
        "by_family": by_family,
        "cited": cited(audit, checks.values(), room),
        "gaps": gaps(audit),
        "check_bars": pictures.check_bars(parts, words),
        "department_bars": pictures.department_bars(mend.all, str(whose("nameless"))),
        "updates": pictures.updates(parts, audit.taken_at),
        "pictures": pictures,
        "fresh": freshness(parts, audit.target.city, audit.taken_at, room),
        "calendar_chart": calendar_chart,
        "ages_chart": ages_chart,
        "paces_chart": paces_chart,
        "age_labels": age_labels,
        "age_place": age_place,
        "because": partial(said.because, lang=lang, paper=paper),
        "briefly": partial(said.briefly, lang=lang),
        "own": partial(said.own, lang=lang),
        "plain": partial(said.plain, lang=lang),
        "advice": partial(said.advice, lang=lang),
        "inventory": inventory(audit, str(words.say("inventory.nameless")), room),
        "governance": policy(audit),
        "certainty": certainty,
        "best_quote": best_quote,
        "most_quotes": MOST_QUOTES,
        "coverage": coverage,
        "why": partial(reason, words),
        "names": partial(names, most=room.names),
        "seen_at": seen_at,
        "most_names": room.names,
        "asked_share": SHARE,
    }, paper=paper)  # fmt: skip


def _whose(words: Wording, audit: Audit, key: str, **values: object) -> Markup:
    """A text about departments; about publishers where no city record tells which of the portal's names are departments."""
    known = audit.target.city is not None and bool(audit.target.city.departments)
    return words.say(f"whose.{'departments' if known else 'publishers'}.{key}", **values)
