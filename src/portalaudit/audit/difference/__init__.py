"""What changed between two audits, and why."""
