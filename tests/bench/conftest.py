"""`bench` is a folder of the project, not of the installed package; no `__init__.py` here, or this folder would
be taken for it."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))
