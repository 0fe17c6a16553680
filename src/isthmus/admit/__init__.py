"""Whether a request comes in: is there room, and what does its envelope say about purpose, consent and deadline."""

from isthmus.admit.doorstep import Doorstep
from isthmus.admit.envelope import TWICE, WORDS, Envelope, Terms, read_envelope
from isthmus.admit.gate import Gate

__all__ = ["TWICE", "WORDS", "Doorstep", "Envelope", "Gate", "Terms", "read_envelope"]
