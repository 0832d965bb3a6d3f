"""Limits on what a file may cost us. All are our own choice unless a source is named."""

MAX_BYTES = 256 * 1024 * 1024
"""Bytes of one body. The largest inventory seen has 1 MB; 200,000 rows have about 60 MB."""

MAX_JSON_BYTES = 64 * 1024 * 1024
"""Bytes of one JSON body: its objects need ten times as much memory."""

MAX_MARKUP_BYTES = 48 * 1024 * 1024
"""Bytes of one HTML body: its tree needs twenty times as much memory."""

MAX_LEGACY_BYTES = 24 * 1024 * 1024
"""Bytes of an .xls or .ods file, which are read whole."""

MAX_UNPACKED = 512 * 1024 * 1024
"""Bytes that the members of a workbook may unpack to, together; checked before it is opened."""

MAX_RATIO = 400
"""How many times its packed size a member of a workbook larger than 8 MiB may unpack to (deflate reaches 1,032)."""

MAX_MEMBERS = 2_000
"""Members of a workbook."""

MAX_ROWS = 500_000
"""Rows of a table. What follows is not read, and the table says so."""

MAX_CELLS = 10_000_000
"""Filled cells of a table."""

MAX_TEXT = 256 * 1024 * 1024
"""Characters of all cells together."""

MAX_COLUMNS = 1_000
"""Columns of a table; what stands further right is not read."""

MAX_CELL = 32_767
"""Characters of one cell: what an Excel cell can hold (Excel specifications and limits)."""

MAX_FIELD = 1_000_000
"""Characters that a quoted CSV cell may have before its opening quote is taken for a stray one."""

MAX_BLANK_RUN = 10_000
"""Blank rows in a row after which a sheet is taken to be over."""

HEADER_ROWS = 30
"""Rows at the top among which the header is looked for."""
