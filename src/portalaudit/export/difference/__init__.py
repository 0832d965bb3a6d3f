"""What changed between two audits, as a document, as CSV and as a page."""
