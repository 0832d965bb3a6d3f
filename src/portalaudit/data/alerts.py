"""Numbers of alerts.toml."""

from typing import cast

from portalaudit.data.tables import table


def number(section: str, name: str) -> float:
    """One number."""
    return float(cast(dict[str, float], table("alerts")[section])[name])


def whole(section: str, name: str) -> int:
    """One whole number."""
    return int(number(section, name))


def waits() -> tuple[float, ...]:
    """Seconds before the second, third … try to send a message."""
    return tuple(float(each) for each in cast(dict[str, list[float]], table("alerts")["tell"])["waits"])
