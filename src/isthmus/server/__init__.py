"""HTTP in: a plain ASGI application over the pipeline. It knows OpenAI's paths and errors, and decides nothing."""

from isthmus.server.app import App

__all__ = ["App"]
