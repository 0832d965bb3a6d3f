"""Nights: when an audit is due, who is the clock, and what is started and stopped together."""
