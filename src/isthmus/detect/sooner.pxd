cimport cython

from isthmus.domain.lots cimport breathe

cdef bytes _KIND
cdef Py_ssize_t _FEW, _PIECE, _SIGNS, _LOCAL, _LABEL, _LABELS, _LEAST_ENDING, _ENDING, _DOTTED, _HOSTS


cdef class Search:
    cdef readonly object find

    cpdef (Py_ssize_t, Py_ssize_t) first(self, bytearray data, Py_ssize_t start, Py_ssize_t stop)


cdef class Address(Search):
    @cython.locals(at=Py_ssize_t, begin=Py_ssize_t, end=Py_ssize_t)
    cpdef (Py_ssize_t, Py_ssize_t) first(self, bytearray data, Py_ssize_t start, Py_ssize_t stop)


cdef class Account(Search):
    @cython.locals(low=Py_ssize_t, kinds=bytearray, at=Py_ssize_t, begin=Py_ssize_t, end=Py_ssize_t)
    cpdef (Py_ssize_t, Py_ssize_t) first(self, bytearray data, Py_ssize_t start, Py_ssize_t stop)


cdef class Card(Search):
    @cython.locals(begin=Py_ssize_t, end=Py_ssize_t)
    cpdef (Py_ssize_t, Py_ssize_t) first(self, bytearray data, Py_ssize_t start, Py_ssize_t stop)


cdef class Name(Search):
    @cython.locals(at=Py_ssize_t, low=Py_ssize_t, rest=Py_ssize_t, begin=Py_ssize_t, end=Py_ssize_t)
    cpdef (Py_ssize_t, Py_ssize_t) first(self, bytearray data, Py_ssize_t start, Py_ssize_t stop)


@cython.locals(end=Py_ssize_t, count=Py_ssize_t, kind=cython.uchar)
cdef Py_ssize_t _groups_end(
    bytearray data, Py_ssize_t at, Py_ssize_t stop, Py_ssize_t least, Py_ssize_t most, bytes kinds
) except -1

@cython.locals(end=Py_ssize_t, dot=Py_ssize_t, letters=Py_ssize_t)
cdef Py_ssize_t _domain_end(bytearray data, Py_ssize_t at, Py_ssize_t stop) except -1

@cython.locals(begin=Py_ssize_t)
cdef Py_ssize_t _local_begin(bytearray data, Py_ssize_t start, Py_ssize_t at) except -1

cdef bint _begins(bytearray data, Py_ssize_t at) except -1
