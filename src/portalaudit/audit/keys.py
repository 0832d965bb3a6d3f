"""Keys for signing bundles, in the user's data folder: secret ones that only the user can read, public ones beside them."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from portalaudit.archive.minisign import (
    LONGEST,
    PublicKey,
    SecretKey,
    needs_passphrase,
    new_key,
    read_public,
    read_secret,
    secret_file,
)
from portalaudit.errors import UsageError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
SECRET, PUBLIC = ".key", ".pub"
_OTHERS = 0o077
"""Permissions that nobody but the user may have."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the folder; what is secret of it stays in its file."""

    name: str
    public: PublicKey
    sealed: bool
    """A passphrase opens it."""


def make_key(folder: Path, name: str, passphrase: str | None) -> Key:
    """Make a key; one that is there is never written over.

    Raises:
        UsageError: the name is none, there is a key of that name, or the folder cannot be written.
    """
    secret, public = _paths(folder, name)
    key = new_key()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        handle = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secret_file(key, passphrase))
        public.write_text(key.public.file, encoding="ascii")
    except FileExistsError:
        raise UsageError(f"there is a key {name} already: {secret}") from None
    except OSError as problem:
        raise UsageError(f"{folder}: cannot be written: {problem.strerror}") from problem
    return Key(name, key.public, passphrase is not None)


def list_keys(folder: Path) -> tuple[Key, ...]:
    """All keys, by name.

    Raises:
        UsageError: a file is no key.
    """
    if not folder.is_dir():
        return ()
    names = sorted(path.stem for path in folder.glob(f"*{SECRET}") if _NAME.fullmatch(path.stem))
    return tuple(_key(folder, name) for name in names)


def load_key(folder: Path, name: str, passphrase: Callable[[], str]) -> SecretKey:
    """A secret key; its passphrase is asked for where it has one.

    Raises:
        UsageError: there is none of that name, others may read it, it is damaged, or the passphrase is another.
    """
    secret, _ = _paths(folder, name)
    text = _read(secret)
    if secret.stat().st_mode & _OTHERS:
        raise UsageError(f"{secret}: others may read it; make another key, or chmod 600 if nobody has")
    try:
        return read_secret(text, passphrase() if needs_passphrase(text) else None)
    except UsageError as problem:
        raise UsageError(f"{secret}: {problem}") from problem


def public_key(text_or_file: str) -> PublicKey:
    """A public key on the command line: 56 characters, or a file that holds it.

    Raises:
        UsageError: it is neither.
    """
    path = Path(text_or_file)
    return read_public(_read(path) if path.is_file() else text_or_file)


def _key(folder: Path, name: str) -> Key:
    secret, public = _paths(folder, name)
    return Key(name, read_public(_read(public)), needs_passphrase(_read(secret)))


def _paths(folder: Path, name: str) -> tuple[Path, Path]:
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r}: a key's name has letters, digits, - and _, at most 40")
    return folder / f"{name}{SECRET}", folder / f"{name}{PUBLIC}"


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            body = file.read(LONGEST + 1)
    except OSError as problem:
        raise UsageError(f"{path}: cannot be read: {problem.strerror}; `portalaudit keys list` shows the keys") from problem
    if len(body) > LONGEST or not body.isascii():
        raise UsageError(f"{path}: no key")
    return body.decode()
