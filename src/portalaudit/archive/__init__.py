"""What was shown, kept: WARC segments, snapshots, digests.

`segments` and `writer` write, `members` and `parse` read records, `reader` finds payloads, `index` rebuilds the list of
captures from the segments alone, `redact` keeps secrets out, `snapshots` stores frames under their digest.
"""
