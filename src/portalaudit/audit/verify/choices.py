"""Step: the choices that the audit is replayed from stand in its archive, and all is of one audit."""

import json

from portalaudit.audit.bundles import Bundle
from portalaudit.errors import BundleError
from portalaudit.model.bundle import top_of


def choices(bundle: Bundle) -> str:
    """Hold `inputs.json` against the archive.

    Raises:
        BundleError: a choice stands in no record, or the document or the folder is of another audit.
    """
    inputs, document = bundle.inputs, bundle.document
    if document.get("audit") != inputs.audit:
        raise BundleError(f"data/audit.json is of audit {document.get('audit')}, data/inputs.json of {inputs.audit}")
    if bundle.files.folder.name != top_of(inputs.audit):
        raise BundleError(f"the folder is {bundle.files.folder.name}, data/inputs.json of audit {inputs.audit}")
    recorded = {_key(event.name, event.value) for event in bundle.events}
    for event in inputs.events:
        if _key(event.name, event.value) not in recorded:
            raise BundleError(f"data/inputs.json: the choice {event.name!r} stands in no record of the archive")
    return f"{len(inputs.events):,} choices on record are those of the archive"


def _key(name: str, value: object) -> str:
    return f"{name} {json.dumps(value, sort_keys=True)}"
