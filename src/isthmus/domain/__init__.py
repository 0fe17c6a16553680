"""The nouns: what every room talks about, frozen, and the seams through which the world is reached.

Standard library and msgspec only. Nothing here decides, reads a clock, opens a file or knows a format.
"""
