"""One document examined: a city tests its draft before it adopts it, an assessor a file that was handed over."""

from portalaudit.audit.options import Options
from portalaudit.audit.sources import opened
from portalaudit.documents.failure import Failure
from portalaudit.documents.policy.bounded import Asked, read_all
from portalaudit.documents.policy.examine import Examination, examine, no_text
from portalaudit.documents.text.bounded import bounded_text
from portalaudit.errors import TargetError


def examined(source: str, options: Options) -> Examination:
    """Read a document and examine it. An address is fetched politely and archived as any other.

    Raises:
        UsageError: the file cannot be read.
        TargetError: the address could not be fetched, or what stands there is no document that can be read.
    """
    found = opened(source, options, "policy")
    url = found.capture.url if found.capture else None
    capture = found.capture.id if found.capture else None
    text = bounded_text([found.body], declared=found.charset, url=url)
    if isinstance(text, Failure):
        if text.reason == "no-text":
            return no_text(url, capture)
        raise TargetError(f"{source}: cannot be read as a document: {text.detail or text.reason}")
    (told,) = read_all([Asked(text, url)], always=True)
    if isinstance(told, Failure):
        raise TargetError(f"{source}: its text could not be read: {told.detail or told.reason}")
    return examine(text, told, url=url, capture=capture)
