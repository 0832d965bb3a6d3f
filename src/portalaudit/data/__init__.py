"""Shipped tables, as data: what a licence is called, how long a month is, what counts as a placeholder.

Every table is TOML with a `version` and, where a rule was not ours, its source. Modules beside the tables read them once.
"""
