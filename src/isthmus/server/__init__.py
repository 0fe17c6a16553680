"""HTTP in: `protocol` reads and writes it, `app` answers by the pipeline. Both decide nothing."""

from isthmus.server.app import App

__all__ = ["App"]
