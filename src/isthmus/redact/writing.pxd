cimport cython

from isthmus.domain.lots cimport breathe, free, joined
from isthmus.redact.pseudonyms cimport Namer


@cython.final
cdef class Writer:
    cdef readonly object stands
    cdef Namer _namer
    cdef object _operators, _make
    cdef dict _chosen
    cdef bint _key

    @cython.locals(categories=tuple, merged=bint)
    cpdef str number(self, str text, tuple claim)

    @cython.locals(written=list, at=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t, categories=tuple, merged=bint)
    cpdef str piece(self, str text, Py_ssize_t begin, list claims, bint is_key)

    @cython.locals(written=list, at=Py_ssize_t, first=Py_ssize_t, last=Py_ssize_t, categories=tuple,
                   merged=bint, start=Py_ssize_t, end=Py_ssize_t, read=Py_ssize_t, quote=str, surface=str, escaped=bint)
    cdef str _json(self, str text, Py_ssize_t begin, list claims)

    cdef str _name(self, value, tuple categories, bint merged, str text, bint bare, Py_ssize_t depth)

    cdef _instead(self, value, surface, bint merged)
