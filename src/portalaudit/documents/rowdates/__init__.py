"""Dates inside rows: what a cell says, what a column of dates is, what a read table tells of its columns."""
