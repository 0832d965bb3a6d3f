"""Keys and signatures in minisign's formats (https://jedisct1.github.io/minisign/, section "Format").

Ed25519 over the BLAKE2b-512 digest of what is signed, as minisign signs unless told otherwise; a second signature covers the
first one and the trusted comment. Signing the same bytes with the same key gives the same text.
"""

import hashlib
import re
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from portalaudit.errors import UsageError

COSTS = (2**22, 2**27)
"""scrypt's cost of a new passphrase in libsodium's terms, operations and bytes: N = 2^17, r = 8, p = 1, a quarter of a second and
128 MB (OWASP's password storage cheat sheet). minisign's own takes 1 GB; it reads the cost from the key file."""
MOST_MEMORY = 2**30
"""Bytes that a key file may ask scrypt to take: minisign's own cost."""
_PLAIN, _HASHED, _SCRYPT, _NONE, _BLAKE = b"Ed", b"ED", b"Sc", b"\0\0", b"B2"
_UNTRUSTED, _TRUSTED = "untrusted comment: ", "trusted comment: "
_SIGNED_BY = (f"{_UNTRUSTED}signature from portalaudit", f"{_UNTRUSTED}signature from minisign secret key")
"""First lines of a signature: no signature covers them, so that only these two are taken."""
LONGEST = 8_192
"""Bytes of a key or signature file."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Who signed."""

    id: bytes
    """Eight bytes that tell keys apart."""
    key: bytes

    @property
    def name(self) -> str:
        """The id as minisign prints it."""
        return f"{int.from_bytes(self.id, 'little'):X}"

    @property
    def text(self) -> str:
        """The key on one line, as `minisign -P` takes it."""
        return b64encode(_PLAIN + self.id + self.key).decode()

    @property
    def file(self) -> str:
        """The key as a file, as `minisign -p` takes it."""
        return f"{_UNTRUSTED}minisign public key {self.name}\n{self.text}\n"


@dataclass(frozen=True, slots=True, repr=False)
class SecretKey:
    """What signs. Its text form never shows it."""

    id: bytes
    seed: bytes

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.id, _signer(self).public_key().public_bytes_raw())


def new_key() -> SecretKey:
    """A key of random bytes."""
    return SecretKey(secrets.token_bytes(8), secrets.token_bytes(32))


def secret_file(key: SecretKey, passphrase: str | None) -> str:
    """A secret key as a file, sealed with the passphrase where there is one."""
    held = key.id + key.seed + key.public.key
    held += _checksum(held)
    salt, (operations, memory) = secrets.token_bytes(32), COSTS
    if passphrase is None:
        head = _PLAIN + _NONE + _BLAKE + bytes(32 + 16)
    else:
        head = _PLAIN + _SCRYPT + _BLAKE + salt + operations.to_bytes(8, "little") + memory.to_bytes(8, "little")
        held = _xor(held, _stream(passphrase, salt, operations, memory))
    kind = "unencrypted" if passphrase is None else "encrypted"
    return f"{_UNTRUSTED}minisign {kind} secret key\n{b64encode(head + held).decode()}\n"


def needs_passphrase(file: str) -> bool:
    """Whether a secret key file is sealed.

    Raises:
        UsageError: it is no secret key.
    """
    return _sealed(file)[2:4] == _SCRYPT


def read_secret(file: str, passphrase: str | None) -> SecretKey:
    """A secret key out of its file.

    Raises:
        UsageError: it is none, or the passphrase is another.
    """
    held = _sealed(file)
    body = held[54:]
    if held[2:4] == _SCRYPT:
        if passphrase is None:
            raise UsageError("the key is sealed with a passphrase")
        operations, memory = (int.from_bytes(held[start : start + 8], "little") for start in (38, 46))
        body = _xor(body, _stream(passphrase, held[6:38], operations, memory))
        if _checksum(body[:72]) != body[72:]:
            raise UsageError("the passphrase is not that of the key")
    key = SecretKey(body[:8], body[8:40])
    if key.public.key != body[40:72]:
        raise UsageError("the key is damaged")
    return key


def read_public(text: str) -> PublicKey:
    """A public key as a file or on one line.

    Raises:
        UsageError: it is none.
    """
    lines = text.strip().splitlines()
    held = _decoded(lines[-1].strip()) if lines else b""
    if len(held) != 42 or held[:2] != _PLAIN or len(lines) > 2:
        raise UsageError(f"{text.strip()[:80]!r} is no minisign public key: 56 characters that begin with RW")
    return PublicKey(held[2:10], held[10:])


def sign(message: bytes, key: SecretKey, trusted: str) -> str:
    """A signature file. `trusted` is one line, which it covers too."""
    signer = _signer(key)
    signature = signer.sign(_digest(message))
    both = signer.sign(signature + trusted.encode())
    first = b64encode(_HASHED + key.id + signature).decode()
    return f"{_SIGNED_BY[0]}\n{first}\n{_TRUSTED}{trusted}\n{b64encode(both).decode()}\n"


def signed_by(file: str) -> str | None:
    """The id of the key that made a signature, as minisign prints it; None where it is no signature."""
    found = _signature(file)
    return None if found is None else PublicKey(found[0][2:10], b"").name


def trusted_comment(file: str) -> str | None:
    """What a signature says of itself; true only where `objection` has none."""
    found = _signature(file)
    return None if found is None else found[1]


def objection(message: bytes, file: str, key: PublicKey) -> str | None:
    """Why a signature is not one of this message by this key; None where it is."""
    found = _signature(file)
    if found is None:
        return "no signature of minisign's form"
    first, trusted, both = found
    if first[2:10] != key.id:
        return f"signed by key {PublicKey(first[2:10], b'').name}, not by {key.name}"
    signature = first[10:]
    try:
        verifier = Ed25519PublicKey.from_public_bytes(key.key)
        verifier.verify(signature, _digest(message) if first[:2] == _HASHED else message)
    except (InvalidSignature, ValueError):
        return f"no signature of these bytes by key {key.name}"
    try:
        verifier.verify(both, signature + trusted.encode())
    except InvalidSignature:
        return "the trusted comment is not the one that was signed"
    return None


def _signature(file: str) -> tuple[bytes, str, bytes] | None:
    """Algorithm, key and signature in one; the trusted comment; the signature of both."""
    lines = file.split("\n")
    if len(lines) != 5 or lines[4] or lines[0] not in _SIGNED_BY or not lines[2].startswith(_TRUSTED):
        return None
    first, both = _decoded(lines[1]), _decoded(lines[3])
    if len(first) != 74 or first[:2] not in (_PLAIN, _HASHED) or len(both) != 64:
        return None
    return first, lines[2].removeprefix(_TRUSTED), both


def _sealed(file: str) -> bytes:
    lines = file.strip().splitlines()
    held = _decoded(lines[1].strip()) if len(lines) == 2 else b""
    if len(held) != 158 or held[:2] != _PLAIN or held[2:4] not in (_SCRYPT, _NONE) or held[4:6] != _BLAKE:
        raise UsageError("no minisign secret key")
    return held


def _decoded(text: str) -> bytes:
    """Base64 in its one right spelling; empty for any other."""
    if not re.fullmatch(r"[A-Za-z0-9+/=]{1,400}", text):
        return b""
    try:
        held = b64decode(text, validate=True)
    except NotBase64:
        return b""
    return held if b64encode(held).decode() == text else b""


def _stream(passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    """The bytes that seal a key: scrypt with the parameters that libsodium chooses for these costs."""
    block, parallel = 8, 1
    if not 2**15 <= operations <= 2**40 or not 2**15 <= memory <= MOST_MEMORY:
        raise UsageError("the key asks for another cost of its passphrase than is taken")
    cost = memory // (block * 128) if operations >= memory // 32 else operations // (block * 4)
    cost = 1 << (cost.bit_length() - 1)
    if operations >= memory // 32:
        parallel = min(operations // 4 // cost, 0x3FFFFFFF) // block
    return hashlib.scrypt(
        passphrase.encode(), salt=salt, n=cost, r=block, p=max(parallel, 1), maxmem=2 * MOST_MEMORY - 1, dklen=104
    )


def _signer(key: SecretKey) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key.seed)


def _digest(message: bytes) -> bytes:
    return hashlib.blake2b(message).digest()


def _checksum(held: bytes) -> bytes:
    return hashlib.blake2b(_PLAIN + held, digest_size=32).digest()


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(left, right, strict=True))
