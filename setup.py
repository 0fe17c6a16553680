"""What every request goes through, compiled by Cython.

The modules stay what they are: Python that runs as it is written, checked and tested like everything else. A `.pxd`
file beside one says of which C type some of its names are. `ISTHMUS_INTERPRETED=1 pip install .` compiles nothing, for
where there is no compiler: all is as it was but for its speed.
"""

import os
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

HOT = """
detect/check_digits detect/checks detect/detector detect/joined detect/levels detect/neighbours detect/overlaps
detect/patterns detect/places detect/prefilter detect/sooner detect/unchanged
domain/labels
redact/answers redact/disguise redact/escapes redact/pseudonyms redact/renderings redact/residue redact/restore
redact/sight redact/surfaces redact/tree redact/values redact/writing
wire/parts
""".split()
"""Steps that are taken by many requests one after another (`domain/turns.py`): compiling what runs once between others
gains nothing, since then fetching the code is what takes the time."""



def compiled() -> list[Extension]:
    """All of them or none: they call each other's functions by their C types."""
    if os.environ.get("ISTHMUS_INTERPRETED"):
        return []
    sources = {f"isthmus.{name.replace('/', '.')}": str(Path("src/isthmus") / f"{name}.py") for name in HOT}
    made: list[Extension] = cythonize(
        [Extension(name, [source], extra_compile_args=["-O2", "-g0"]) for name, source in sources.items()],
        build_dir="build/cython",
        quiet=True,
        compiler_directives={
            "language_level": 3,
            "annotation_typing": False,  # they are checked by mypy; here `str` would refuse its subclasses
            "embedsignature": False,
            "initializedcheck": False,
        },
    )
    return made


setup(ext_modules=compiled())
