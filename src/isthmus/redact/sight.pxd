cimport cython

from isthmus.domain.lots cimport breathe, empty

cdef bytes _IN_RUN
cdef frozenset _RUN


@cython.locals(longest=Py_ssize_t, begin=Py_ssize_t, at=Py_ssize_t)
cpdef Py_ssize_t longest_run(bytes raw, Py_ssize_t least) except -1

@cython.final
cdef class Sight:
    cdef readonly str text, folded
    cdef tuple _run
    cdef dict _index

    @cython.locals(spans=list, text=str, word=str, at=Py_ssize_t)
    cpdef list starts(self, object words)

    @cython.locals(spans=list, text=str, code=str)
    cpdef list codes(self, object codes)

    @cython.locals(low=Py_ssize_t, high=Py_ssize_t, text=str)
    cpdef tuple run(self, Py_ssize_t start, Py_ssize_t end)


@cython.locals(found=list, size=Py_ssize_t, at=Py_ssize_t)
cdef list _places(str text, str word)
