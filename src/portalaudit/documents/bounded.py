"""Files of strangers are parsed in a process of its own, bounded in time and memory.

The parent hands over the bytes in an unlinked file and gets the result in another; the child runs with limits on its
memory, its processor time, what it may write and which files it may open, and without the parent's environment.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

import pyarrow as pa

from portalaudit.documents.failure import Failure
from portalaudit.documents.table import Table, from_bytes

_KEPT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "VIRTUAL_ENV")
"""Environment variables that the child gets: none that may hold a secret."""
WORKER = "portalaudit.documents.worker"
"""The module that runs as the child."""
TABLE = "portalaudit.documents.worker:table"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Own choice."""

    seconds: float = 60.0
    """Wall clock; processor time is limited to the same."""
    memory: int = 1536 * 1024 * 1024
    """Bytes of private memory (RLIMIT_DATA on Linux)."""
    output: int = 1024 * 1024 * 1024
    """Bytes of the result."""


DEFAULT = Limits()


def read_table(bodies: Sequence[bytes], *, declared: str | None = None, limits: Limits = DEFAULT) -> Table | Failure:
    """A file, or the pages of one JSON answer, as a table.

    Args:
        bodies: one body; several only where they are pages of one answer.
        declared: the charset that the server declares, if any.
        limits: what it may cost.

    Returns:
        The table, or a Failure whatever the bytes are. Blocks: call it from a thread where an event loop runs.
    """
    found = run(TABLE, bodies, {"declared": declared}, limits)
    if isinstance(found, Failure):
        return found
    try:
        return from_bytes(found)
    except (pa.ArrowInvalid, KeyError, ValueError, TypeError) as problem:
        return Failure("crashed", f"the result cannot be read: {problem}"[:200])


def run(
    job: str, bodies: Sequence[bytes], options: Mapping[str, str | int | float | bool | None], limits: Limits = DEFAULT
) -> bytes | Failure:
    """Run one job of ours over bytes of strangers.

    Args:
        job: `portalaudit.module:function`, taking the bodies and the options and returning bytes or a Failure.
        bodies: the bytes.
        options: keyword arguments of the function.
        limits: what it may cost.

    Returns:
        The bytes that the function returned, or a Failure: its own, or `memory`, `timeout`, `crashed`.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as taken, tempfile.TemporaryFile() as said:
        order = {"job": job, "options": dict(options), "lengths": [len(body) for body in bodies], "memory": limits.memory,
                 "seconds": limits.seconds, "output": limits.output}  # fmt: skip
        given.write(json.dumps(order).encode() + b"\n")
        for body in bodies:
            given.write(body)
        given.seek(0)
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        # One thread each: a pool of them would need address space that the limits don't leave.
        environment |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
        process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter, without a shell
            [sys.executable, "-m", WORKER],
            stdin=given, stdout=taken, stderr=said, env=environment, close_fds=True, start_new_session=True,
        )  # fmt: skip
        try:
            code = process.wait(limits.seconds + 10)
        except subprocess.TimeoutExpired:
            return _late(limits)
        finally:
            process.kill()  # does nothing to a process that has ended
            process.wait()
        return _result(code, taken, said, limits)


def _late(limits: Limits) -> Failure:
    return Failure("timeout", f"not read within {limits.seconds:g} seconds")


def _result(code: int, taken: IO[bytes], said: IO[bytes], limits: Limits) -> bytes | Failure:
    taken.seek(0)
    mark = taken.read(1)
    if code == 0 and mark == b"+":
        return taken.read()
    if code == 0 and mark == b"-":
        try:
            told = json.loads(taken.read(10_000))
            return Failure(str(told["reason"]), str(told["detail"] or "") or None)
        except (ValueError, KeyError, TypeError):
            return Failure("crashed", "the reader's answer cannot be read")
    if code == -24:  # SIGXCPU
        return _late(limits)
    said.seek(max(0, said.seek(0, os.SEEK_END) - 2_000))
    last = said.read(2_000).decode("utf-8", "replace").strip().rpartition("\n")[2]
    if "MemoryError" in last or "memory allocation" in last or "bad_alloc" in last or "ArrowMemoryError" in last:
        return Failure("memory", f"more than {limits.memory:,} bytes of memory needed")
    return Failure("crashed", last[:200] or f"the reader ended with {code}")
