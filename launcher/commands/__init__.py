"""One file per command; each has `run(arguments)` and returns an exit code."""
