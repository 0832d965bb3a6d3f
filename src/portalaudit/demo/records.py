"""Many JSON records as bytes, side by side: a page of consecutive records is one slice, whatever its size."""

import mmap
import tempfile
from array import array
from collections.abc import Iterable

from portalaudit.demo.http import Part

IN_MEMORY = 64 << 20
"""Bytes; a larger catalogue lives in a temporary file that is mapped, so that it costs no memory."""


class Records:
    """Records in the order given, with commas between them."""

    def __init__(self, records: Iterable[bytes], in_memory: int = IN_MEMORY) -> None:
        self.starts = array("Q", [0])
        held, spool, position = bytearray(), None, 0
        for record in records:
            held += record
            held += b","
            position += len(record) + 1
            self.starts.append(position)
            if len(held) > in_memory:
                # the file has no name and goes away with its mapping
                spool = spool or tempfile.TemporaryFile()  # noqa: SIM115
                spool.write(held)
                held.clear()
        if spool is None:
            self.view = memoryview(bytes(held))
            return
        with spool:
            spool.write(held)
            spool.flush()
            self.view = memoryview(mmap.mmap(spool.fileno(), 0, access=mmap.ACCESS_READ))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, index: int) -> memoryview:
        return self.view[self.starts[index] : self.starts[index + 1] - 1]

    def span(self, start: int, stop: int) -> Part:
        """Records start to stop (exclusive, clamped) with commas between, ready to stand in a JSON array."""
        start, stop = min(start, len(self)), min(stop, len(self))
        if start >= stop:
            return b""
        return self.view[self.starts[start] : self.starts[stop] - 1]

    def pick(self, indexes: Iterable[int]) -> Part:
        """The records at these places, in that order, with commas between."""
        return b",".join([self[index] for index in indexes])
