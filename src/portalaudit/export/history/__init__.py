"""What moved between audits, as JSON, CSV and HTML: all targets by criteria, one target over time, one criterion over all."""
