"""Step: beside its own records the archive holds what the audit names, and nothing of it is withheld but samples of rows."""

from collections.abc import Sequence

from portalaudit.audit.bundles import Bundle
from portalaudit.audit.wanted import wanted
from portalaudit.errors import BundleError
from portalaudit.model.snapshot import Snapshot


def captures(bundle: Bundle, snapshots: Sequence[Snapshot]) -> str:
    """Hold the captures of other audits, what is withheld and what is missing against what the audit names.

    Raises:
        BundleError: one is too many or too few.
    """
    inputs, mine = bundle.inputs, {one.id for one in bundle.own}
    there = {name: one for name, one in bundle.captures.items() if name not in mine}
    more = wanted(snapshots, inputs.events, bundle.own, there.get)
    needed = {one.id for one in more.others}
    if strangers := sorted(there.keys() - needed):
        raise BundleError(f"capture {strangers[0]}: of another audit, and nothing names it")
    if inputs.others != len(needed):
        raise BundleError(f"data/inputs.json tells of {inputs.others:,} captures of other audits, {len(needed):,} are named")
    for what, told, found in (
        ("missing", set(inputs.missing), set(more.missing)),
        ("withheld", {one.capture for one in inputs.withheld}, {one.capture for one in more.withheld}),
    ):
        if differ := sorted(told ^ found):
            so, but = ("", "is not") if differ[0] in told else ("not ", "is")
            raise BundleError(f"capture {differ[0]}: {so}told as {what} in data/inputs.json, and it {but}")
    return f"{len(mine):,} captures of its own, {len(needed):,} of other audits, all of which it names"
