"""Whether a snapshot has all that its portal has."""

from portalaudit.model.snapshot import Snapshot

_CATALOGUES = ("feed", "search")
"""Gaps of these parts hide assets unless another list of the portal's was read whole."""


def saw_everything(snapshot: Snapshot) -> bool:
    """Whether an asset that is not in the snapshot is not on the portal.

    Not so where the catalogue was a gap or the longest list broke off; where a feed or a search failed, only if another
    list has all that its interface declares.
    """
    if "datasets" not in snapshot.parts or any(gap.part == "catalogue" for gap in snapshot.gaps):
        return False
    longest = max(snapshot.enumerations, key=lambda entry: entry.listed, default=None)
    if longest is not None and longest.truncated:
        return False
    whole = any(
        entry.declared is not None and entry.listed >= entry.declared and not entry.truncated for entry in snapshot.enumerations
    )
    return whole or not any(gap.part in _CATALOGUES for gap in snapshot.gaps)
