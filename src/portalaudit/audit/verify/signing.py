"""Step: who signed."""

from portalaudit.archive.minisign import PublicKey, objection, read_public, signed_by, trusted_comment
from portalaudit.audit.unpacking import Unpacked
from portalaudit.errors import BundleError, UsageError
from portalaudit.export.bundle.bag import KEY, SIGNATURE, TAGS


def signature(files: Unpacked, wanted: PublicKey | None) -> str:
    """Hold the signature against the key that a person trusts, else against the one that the bundle names.

    Raises:
        BundleError: the signature is by another key or of other bytes; or a key is asked for and there is none.
    """
    if SIGNATURE not in files.digests:
        if wanted is not None:
            raise BundleError(f"{SIGNATURE}: missing: the bundle is not signed, by key {wanted.name} or any other")
        if KEY in files.digests:
            raise BundleError(f"{SIGNATURE}: missing, while {KEY} names who signed")
        return "not signed: who made the bundle is not shown"
    try:
        named = read_public(files.text(KEY))
    except UsageError as problem:
        raise BundleError(f"{KEY}: {problem}") from problem
    text = files.text(SIGNATURE)
    key = wanted or named
    found = objection(files.read(TAGS), text, key)
    if found is not None:
        raise BundleError(f"{SIGNATURE}: {found}")
    said = f"signed by key {signed_by(text)}: {trusted_comment(text)!r}"
    return said if wanted is not None else f"{said}; give --key to say whose key you trust"
