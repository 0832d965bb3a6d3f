"""The only code that opens a socket: politeness, guards, retries, recording; and the replay from an archive.

`Fetcher` (fetcher) is what the other layers are handed; `Replay` (replay) answers in its place from the archive.
"""
