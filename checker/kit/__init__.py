"""The offline kit: the course's base images, pulled where a registry answers, else made from Debian packages."""

from checker.kit.ensure import ensure

__all__ = ["ensure"]
