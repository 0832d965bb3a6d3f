"""The connectors that are installed, our own and those of others."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points

from portalaudit.errors import UsageError
from portalaudit.model.ports import Connector

GROUP = "portalaudit.connectors"
"""The entry point group: an entry's name is the connector's, its value a `model.ports.Connector`."""


@cache
def connectors() -> Mapping[str, Connector]:
    """Name → connector, in detection order.

    Raises:
        UsageError: an installed package promises a connector that cannot be loaded.
    """
    found: dict[str, Connector] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        try:
            found[entry.name] = entry.load()
        except (ImportError, AttributeError) as broken:
            raise UsageError(f"connector {entry.name} ({entry.value}) cannot be loaded: {broken}") from broken
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))
