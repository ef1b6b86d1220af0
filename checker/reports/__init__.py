"""What a run prints and writes: terminal, JSON, JUnit."""
