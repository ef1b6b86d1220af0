"""The offline kit: the course's base images, pulled where a registry answers, made from Debian packages where none does."""

from checker.kit.ensure import ensure

__all__ = ["ensure"]
