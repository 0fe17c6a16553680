"""Isthmus: the one strip of land between an organisation's own world and hosted AI."""

__version__ = "0.1.0"
