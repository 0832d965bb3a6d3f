"""Documents of people, not of tables, as plain text with their structure: HTML, PDF, DOCX, ODT, Markdown, plain text."""
