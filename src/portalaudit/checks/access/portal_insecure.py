"""The portal cannot be reached safely.

What it tests:
    The portal answers over HTTPS with a certificate that verifies, and a request over plain HTTP is led to HTTPS. Where
    neither was tried, nothing was observed.

Why it matters:
    Over plain HTTP anybody on the way can change figures or read what is searched for; browsers warn visitors away.

How to mend it:
    Renew the certificate, or redirect every HTTP address to its HTTPS twin; platforms do both on request.

Source:
    US federal HTTPS-Only Standard (OMB M-15-13), applied to cities by our own choice.
"""

from portalaudit.model.capture import Evidence
from portalaudit.model.check import Finding, Parts, PortalVerdict, portal_check


@portal_check("access", needs=("transport",))
def portal_insecure(parts: Parts) -> PortalVerdict:
    transport = parts.transport
    if transport.https is None and transport.upgrades is not False:
        return PortalVerdict("not_observed")
    if transport.https and transport.upgrades is not False:
        return PortalVerdict("pass")
    reason = "no_https" if transport.https is False else "not_upgraded"
    if transport.https is False and transport.error:
        reason = "certificate"
    evidence = (Evidence(transport.capture, None, transport.error),) if transport.capture else ()
    finding = Finding("portal_insecure", "portal", reason, {"error": transport.error}, evidence)
    return PortalVerdict("fail", (finding,))
