"""Names, places and the other things that only language tells apart, found by a small trained tagger.

`Tagger` reads the bytes of its model (package data, `names/model/names.onnx`) and runs on onnxruntime and numpy,
imported when the first text comes. How the model is made, of which data and how good it is: docs/names.md.
"""

from isthmus.detect.names.tagger import Tagger

__all__ = ["Tagger"]
