"""The command line: the only place that prints, and the only one that ends with an exit code."""
