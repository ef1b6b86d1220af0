"""A registry of our own on a free port: started for one attempt, its contents readable, pulled from by digest."""
