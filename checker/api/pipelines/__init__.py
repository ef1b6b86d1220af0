"""What a pipeline starts from and how it is started: commits of a git repository, and a workflow that is read."""
