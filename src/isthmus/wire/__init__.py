"""Formats, without I/O: bytes to labelled parts and events, and back. OpenAI's chat wire and server-sent events."""
