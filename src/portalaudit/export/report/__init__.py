"""The audit as one self-contained, accessible HTML file for a city's data officer and those whom she shows it to."""

from collections.abc import Mapping

from portalaudit.export.report import pictures
from portalaudit.export.report.catalogue import part_of, totals
from portalaudit.export.report.criteria import MOST_POINTS, gaps, parted, points, score
from portalaudit.export.report.departments import SEVERAL, departments
from portalaudit.export.report.findings import by_family, cited, entries
from portalaudit.export.report.page import page
from portalaudit.export.report.wording import wording
from portalaudit.model.audit import Audit
from portalaudit.model.check import Manual
from portalaudit.model.subject import normalised

__all__ = ["render"]


def render(audit: Audit, *, manuals: Mapping[str, Manual] | None = None, lang: str = "en") -> str:
    """The report of an audit, to be written as UTF-8; the same text for the same audit.

    Args:
        audit: what to show.
        manuals: check id → its manual; a check without one is shown without advice.
        lang: language of the report's own words; texts of portals stay as they are.

    Raises:
        UsageError: there are no words for that language.
    """
    words = wording(lang)
    parts = [part_of(portal) for portal in audit.portals]
    checks = entries(parts, manuals or {}, lang)
    leading = score(audit.rubrics)
    mend = departments(parts, audit.target.city)
    return page({
        "audit": audit,
        "words": words,
        "say": words.say,
        "name": _name(audit),
        "totals": totals(audit, parts),
        "points": points(audit, leading),
        "most_points": MOST_POINTS,
        "several": SEVERAL,
        "score": leading,
        "parted": parted,
        "mend": mend,
        "checks": checks,
        "by_family": by_family,
        "cited": cited(audit, checks.values()),
        "gaps": gaps(audit),
        "check_bars": pictures.check_bars(parts, words),
        "department_bars": pictures.department_bars(mend.all, words),
        "updates": pictures.updates(parts, audit.taken_at),
        "pictures": pictures,
    })  # fmt: skip


def _name(audit: Audit) -> str:
    """The city's name, else the portals' hosts: portals' titles are too much alike to tell which one it was."""
    if audit.target.city:
        return audit.target.city.name
    addresses = [portal.snapshot.portal.url for portal in audit.portals] or audit.target.urls
    return ", ".join(dict.fromkeys(normalised(address).split("/")[0] for address in addresses))
