"""SoQL over SQLite, as far as a stand-in needs it: expressions with their types, and the platform's refusals.

Sources: dev.socrata.com (functions, data types), soql-reference (grammar, codes). Left out: joins, windows, sub-queries and
arithmetic.
"""
