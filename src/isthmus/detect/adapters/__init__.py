"""Detectors of others behind our protocol: Presidio's recognisers, GLiNER, and whatever answers over HTTP.

None of them is on until somebody adds it to a detector. Each is asked once for all texts of a request (`find_all`), and
not for the second look at disguised bytes. What they answer is not trusted: a place outside its text, a label nobody
gave a category, a confidence that is none, raise, and so does whatever they themselves raise; the scan is then
incomplete and its content restricted (law 8). A long text goes to them whole or in windows, never cut off.
"""

from isthmus.detect.adapters.gliner import gliner_recogniser
from isthmus.detect.adapters.http import http_recogniser
from isthmus.detect.adapters.presidio import presidio_recogniser

__all__ = ["gliner_recogniser", "http_recogniser", "presidio_recogniser"]
"""Each gives an object of the `isthmus.domain.content.Recogniser` protocol."""
