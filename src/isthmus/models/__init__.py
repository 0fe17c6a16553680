"""Models: whatever answers. Rules and classifiers answer in this process; chat models answer across the door.

A local model is given the turns as text and says an answer with its confidence, or the scores that explain why not.
The libraries of machine learning are imported only when an artefact is loaded.
"""

from isthmus.models.intents import IntentModel
from isthmus.models.rules import RuleModel

__all__ = ["IntentModel", "RuleModel"]
