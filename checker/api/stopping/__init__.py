"""What a container does while it stops: requests in flight, processes without a parent, a machine that is slow."""
