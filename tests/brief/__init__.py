"""What the two documents that the course grew from promise, and where each promise is kept: `coverage.md`."""
