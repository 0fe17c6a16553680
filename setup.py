"""What every request goes through, compiled by Cython where there is a compiler.

The modules stay what they are: Python that runs as it is written, checked and tested like everything else. A `.pxd`
file beside one says of which C type some of its names are.
"""

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

setup(
    ext_modules=cythonize(
        [
            Extension(
                f"isthmus.{name.replace('/', '.')}",
                [str(Path("src/isthmus") / f"{name}.py")],
                extra_compile_args=["-O2", "-g0"],
                optional=True,
            )
            for name in HOT
        ],
        build_dir="build/cython",
        quiet=True,
        compiler_directives={
            "language_level": 3,
            "annotation_typing": False,  # they are checked by mypy; here `str` would refuse its subclasses
            "embedsignature": False,
            "initializedcheck": False,
        },
    )
)
