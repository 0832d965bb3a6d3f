"""The newest row of a dataset, asked of the server: one small question, never its rows."""
