"""What every request goes through, compiled by Cython.

The modules stay what they are: Python that runs as it is written, checked and tested like everything else. A `.pxd`
file beside one says of which C type some of its names are. Where there is no compiler, or ISTHMUS_INTERPRETED is set,
nothing is compiled, and everything works as it is, but slower.
"""

import os
import shutil
import sys
import sysconfig
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

HOT = """
detect/check_digits detect/checks detect/detector detect/joined detect/levels detect/neighbours detect/overlaps
detect/patterns detect/places detect/prefilter detect/sooner detect/unchanged
domain/labels domain/lots
redact/answers redact/disguise redact/escapes redact/links redact/places redact/pseudonyms redact/renderings
redact/residue redact/restore redact/sight redact/surfaces redact/tree redact/values redact/writing
wire/opaque wire/parts wire/unread
""".split()
"""Steps that are taken by many requests one after another (`domain/turns.py`): compiling what runs once between others
gains nothing, since then fetching the code is what takes the time."""


FLAGS = ["-O2", "-g0", "-Wno-array-bounds"]
"""Without what only debuggers read, and a warning of GCC's about objects of Python's that are smaller than others."""


def compiled() -> list[Extension]:
    """All of them or none: they call each other's functions by their C types."""
    if os.environ.get("ISTHMUS_INTERPRETED"):
        return []
    if lacking := _lacking():
        print(f"Nothing is compiled, which needs {lacking}: everything works, but slower.", file=sys.stderr)
        return []
    sources = {f"isthmus.{name.replace('/', '.')}": str(Path("src/isthmus") / f"{name}.py") for name in HOT}
    made: list[Extension] = cythonize(
        [Extension(name, [source], extra_compile_args=FLAGS) for name, source in sources.items()],
        build_dir="build/cython",
        nthreads=os.cpu_count() or 1,
        quiet=True,
        compiler_directives={
            "language_level": 3,
            "annotation_typing": False,  # they are checked by mypy; here `str` would refuse its subclasses
            "embedsignature": False,
            "initializedcheck": False,
        },
    )
    return made


def _lacking() -> str:
    compiler = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"
    if not shutil.which(compiler.split()[0]):
        return f"a C compiler ({compiler.split()[0]})"
    headers = Path(sysconfig.get_path("include")) / "Python.h"
    return "" if headers.exists() else f"Python's headers ({headers.name}; package python3-dev or the like)"


setup(ext_modules=compiled())
