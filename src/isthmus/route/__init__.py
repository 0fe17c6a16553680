"""In which order, or together, to try the models that policy leaves: plans as data, and what asking costs."""

from isthmus.route.planning import Left, leave
from isthmus.route.prices import Price, cost

__all__ = ["Left", "Price", "cost", "leave"]
