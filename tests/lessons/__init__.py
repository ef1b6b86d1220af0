"""The lessons are executed: every console block of the site and of the exercises' READMEs."""
