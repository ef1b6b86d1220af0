"""The public API of exercise modules, over the engine layer."""
