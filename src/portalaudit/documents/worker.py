"""The other side of `bounded`: limits itself, then runs one job. Never imported by anything else."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from portalaudit.documents.failure import Failure


def table(bodies: Sequence[bytes], declared: str | None = None) -> bytes | Failure:
    """The job of `bounded.read_table`."""
    from portalaudit.documents.read import read
    from portalaudit.documents.table import to_bytes

    found = read(bodies, declared)
    return found if isinstance(found, Failure) else to_bytes(found)


def _limit(memory: int, seconds: float, output: int) -> None:
    try:
        import resource
    except ImportError:  # not a POSIX system: the parent's clock is the only limit
        return
    wanted = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, max(1, round(seconds))),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_DATA, memory),
    )
    for name, most in wanted:
        hard = resource.getrlimit(name)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            # A little more above the soft limit of time, so that the signal says which limit it was.
            most_of_all = value + 5 if name == resource.RLIMIT_CPU and hard == resource.RLIM_INFINITY else value
            resource.setrlimit(name, (value, most_of_all))
        except (ValueError, OSError):
            continue


def _job(name: str) -> Callable[..., bytes | Failure]:
    module, _, function = name.partition(":")
    if not module.startswith("portalaudit."):
        raise SystemExit("not a job of ours")
    found: Callable[..., bytes | Failure] = getattr(import_module(module), function)
    return found


def main(find: Callable[[str], Callable[..., bytes | Failure]] = _job) -> None:
    """Read the order and the bodies from standard input, write `+` and the bytes, or `-` and the failure, to standard output."""
    order = json.loads(sys.stdin.buffer.readline())
    job = find(order["job"])
    _limit(order["memory"], order["seconds"], order["output"])
    bodies = [sys.stdin.buffer.read(length) for length in order["lengths"]]
    try:
        found = job(bodies, **order["options"])
    except MemoryError:
        found = Failure("memory", f"more than {order['memory']:,} bytes of memory needed")
    except RecursionError:
        found = Failure("damaged", "nested too deeply")
    except Exception as problem:  # noqa: BLE001 (a broken file becomes a gap: design, "exceptions are caught in four places")
        found = Failure("crashed", f"{type(problem).__name__}: {problem}"[:200])
    if isinstance(found, Failure):
        found = b"-" + json.dumps({"reason": found.reason, "detail": found.detail}).encode()
    else:
        found = b"+" + found
    with os.fdopen(os.dup(1), "wb") as out:
        out.write(found)


if __name__ == "__main__":
    main()
