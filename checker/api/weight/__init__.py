"""What lies in an image and a build context that should not, and what it weighs."""
