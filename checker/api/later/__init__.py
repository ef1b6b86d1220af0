"""The same build in a later world: newer releases, moved tags."""
