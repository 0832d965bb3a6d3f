"""Row by row what the package does for whole columns."""

from portalaudit.documents.inventory.department_assets import _fits, _rules, _says_list
from portalaudit.model import frames
from portalaudit.model.snapshot import Snapshot


def department_asset_slowly(snapshot: Snapshot) -> int | None:
    """`department_asset`, asset by asset."""
    told = [frames.column(snapshot.datasets, name).to_pylist() for name in ("title", "kind", "publisher")]
    made = [frames.column(snapshot.columns, name).to_pylist() for name in ("dataset", "title", "name", "system")]
    ranks = []
    for row, (title, kind, publisher) in enumerate(zip(*told, strict=True)):
        size = _says_list(title or "", publisher or "") if kind in _rules("kinds") else None
        known = [title or name or "" for owner, title, name, system in zip(*made, strict=True) if owner == row and not system]
        if size is not None and (_fits(known) if known else size >= 2):
            ranks.append((not known, kind != "dataset", size, row))
    return min(ranks)[-1] if ranks else None
