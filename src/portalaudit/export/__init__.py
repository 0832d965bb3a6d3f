"""Formats in which an audit leaves the program, one a file: (audit) -> bytes."""
