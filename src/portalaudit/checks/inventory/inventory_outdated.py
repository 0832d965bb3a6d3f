"""The data inventory was not brought up to date within 12 months.

What it tests:
    The newest date that the inventory's own rows give (when an entry was updated or added), else the day on which its rows
    last changed by the platform's or server's stamp, is at most 365 days before the audit. The measure is the age in days.
    Where the rows' own dates of update are older and the stamp is fresh, the two contradict each other and nothing was
    observed: a load that runs each night renews the stamp and nothing else. Dates of adding alone contradict no stamp. Where
    rows are missing at the end, or there is no date at all, nothing old was observed.

Why it matters:
    New systems and datasets come every month; an old inventory sends people to data that has moved or gone.

How to mend it:
    Go through the inventory with every department once a year, and keep the date of the last review in a column.

Source:
    What Works Cities v2, DG1: updated within the past 12 months. Which clock decides is our own choice.
"""

from datetime import date

from portalaudit.checks.inventory.standing import Standing, said, stamped, standing, unjudged, unseen
from portalaudit.data.tables import threshold
from portalaudit.model.capture import Evidence, Scalar
from portalaudit.model.check import Parts, PortalVerdict, portal_check

_REASONS = (
    "fresh_by_content", "fresh_by_stamp", "old_by_content", "old_by_stamp", "clocks_disagree", "undated", "cut", "only_retired",
    "unreadable", "not_asked", "catalogue_unread", "none_found",
)  # fmt: skip
_NAME = "inventory_outdated"


@portal_check("inventory", needs=("datasets", "inventories", "gaps"))
def inventory_outdated(parts: Parts) -> PortalVerdict:
    found = standing(parts)
    if found is None:
        return unjudged(_NAME, parts)
    today, most = parts.taken_at.date(), threshold(_NAME, "days")
    content, stamp = found.judgement.newest, found.result.stamp
    params: dict[str, Scalar] = {"title": found.title, "column": found.judgement.newest_from}
    for name, when in (("content", content), ("stamp", stamp)):
        if when is not None:
            params |= {name: when.isoformat(), f"{name}_days": _age(when, today)}
    if found.judgement.kind == "retired":
        return unseen(said(_NAME, "only_retired", params, found.header))
    if content is None and stamp is None:
        return unseen(said(_NAME, "undated", params, found.header))
    ages = {name: _age(when, today) for name, when in (("content", content), ("stamp", stamp)) if when is not None}
    clock = "content" if content is not None else "stamp"
    if ages[clock] > most and ages.get("stamp", ages[clock]) <= most:
        if _dated_by_update(found):
            return unseen(said(_NAME, "clocks_disagree", params, _shows(found, "content", parts) + _shows(found, "stamp", parts)))
        clock = "stamp"
    shows = _shows(found, clock, parts)
    if ages[clock] <= most:
        return PortalVerdict("pass", (), float(ages[clock]), (said(_NAME, f"fresh_by_{clock}", params, shows),))
    if found.cut:
        return unseen(said(_NAME, "cut", params, shows))
    return PortalVerdict("fail", (said(_NAME, f"old_by_{clock}", params, shows),), float(ages[clock]))


def _age(when: date, today: date) -> int:
    return max((today - when).days, 0)


def _dated_by_update(found: Standing) -> bool:
    header = found.judgement.newest_from
    return any(column.header == header and column.group == "updated" for column in found.result.columns)


def _shows(found: Standing, clock: str, parts: Parts) -> tuple[Evidence, ...]:
    if clock == "stamp":
        return stamped(parts, found)
    return (found.result.newest_at,) if found.result.newest_at else found.header
