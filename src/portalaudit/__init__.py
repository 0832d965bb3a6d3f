"""Audits how cities publish open data, keeps the evidence, and grades it against published standards."""

__version__ = "0.1.0"
