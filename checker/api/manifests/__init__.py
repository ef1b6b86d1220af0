"""Manifests for Kubernetes: what they say, run by our engine, and by a local cluster where one answers."""
