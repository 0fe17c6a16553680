cimport cython

from isthmus.redact.pseudonyms cimport Namer


@cython.final
cdef class Writer:
    cdef readonly object stands
    cdef Namer _namer
    cdef object _operators, _make
    cdef dict _chosen
    cdef bint _key

    cpdef str number(self, str text, object claim)

    @cython.locals(written=list, at=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t)
    cpdef str piece(self, str text, Py_ssize_t begin, list claims, bint is_key)

    @cython.locals(written=list, at=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t, read=Py_ssize_t, quote=str, surface=str,
                   escaped=bint)
    cdef str _json(self, str text, Py_ssize_t begin, list claims)

    cdef str _name(self, object claim, str text, bint bare, Py_ssize_t depth)

    cdef _instead(self, object claim, object value, object surface)
