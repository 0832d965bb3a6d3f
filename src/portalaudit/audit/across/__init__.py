"""Recheck across time: a stored audit beside the same audit judged by today's rubrics and software, and which of the two moved
each criterion."""

from portalaudit.audit.across.past import Past, laid_beside

__all__ = ["Past", "laid_beside"]
