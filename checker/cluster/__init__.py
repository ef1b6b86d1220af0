"""Kubernetes: a learner's manifests, read and validated without a cluster, and a local cluster where one answers."""
