"""What a learner has done so far, and the commands around it: hint, reset, solution, progress, watch."""
