cimport cython

from isthmus.domain.lots cimport breathe, each


@cython.final
cdef class Flat:
    cdef readonly list pieces, starts
    cdef readonly set kept, keys, numbers
    cdef readonly str text
    cdef object _words

    @cython.locals(pieces=list)
    cdef int _visit(self, object node, bint named, Py_ssize_t room) except -1

    cpdef piece(self, Py_ssize_t start, Py_ssize_t end)
