"""Who asks: bearer keys, known by their hash only, each of one application of one tenant, with roles."""

from isthmus.identity.keys import ANONYMOUS, Caller, KeyRing, mint

__all__ = ["ANONYMOUS", "Caller", "KeyRing", "mint"]
