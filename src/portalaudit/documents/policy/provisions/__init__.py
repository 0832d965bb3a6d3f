"""The 31 provisions of an open-data policy, found in its text."""

from portalaudit.documents.policy.provisions.find import find_provisions

__all__ = ["find_provisions"]
