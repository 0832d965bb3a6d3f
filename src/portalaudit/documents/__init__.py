"""Bytes in, tables out: files that strangers wrote, read in a process of its own."""
