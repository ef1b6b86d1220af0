"""What the capstone is graded with: a layout of the learner's own, its containers, and what mass-id answers."""
