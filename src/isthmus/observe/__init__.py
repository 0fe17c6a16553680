"""Listens to what happens, off the path: metrics and the log, made of types that cannot hold content."""

from isthmus.observe.listening import Listeners
from isthmus.observe.log import configure, log
from isthmus.observe.metrics import Metrics

__all__ = ["Listeners", "Metrics", "configure", "log"]
