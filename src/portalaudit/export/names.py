"""What an audit is called, in every format alike."""

from urllib.parse import urlsplit

from portalaudit.model.audit import Audit


def name_of(audit: Audit) -> str:
    """The city's name, else the portals' titles; the host of a portal without a title, or of a target that was not read."""
    if audit.target.city:
        return audit.target.city.name
    portals = [portal.snapshot.portal for portal in audit.portals]
    names = [(portal.title or "").strip() or _host(portal.url) for portal in portals] or list(map(_host, audit.target.urls))
    return ", ".join(dict.fromkeys(names))


def hosts_of(audit: Audit) -> str:
    """The hosts of portals that were audited alone, to stand beside `name_of`, as titles are much alike; empty where a city has
    a name, or where the name is the host."""
    if audit.target.city:
        return ""
    hosts = ", ".join(dict.fromkeys(_host(portal.snapshot.portal.url) for portal in audit.portals))
    return "" if hosts == name_of(audit) else hosts


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2] or url
    except ValueError:
        return url
