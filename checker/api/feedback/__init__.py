"""What people say about a model's answers, and how often each version was right."""
