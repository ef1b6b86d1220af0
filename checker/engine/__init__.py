"""The engine layer: the only place that talks to a container engine."""
