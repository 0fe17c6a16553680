cimport cython

from isthmus.domain.lots cimport breathe


cdef Py_ssize_t LEAST, _STRIDE


@cython.locals(at=Py_ssize_t, size=Py_ssize_t, rest=Py_ssize_t)
cpdef Py_ssize_t long_run(str text, Py_ssize_t begin) except -2

@cython.locals(at=Py_ssize_t, size=Py_ssize_t)
cdef Py_ssize_t _end(str text, Py_ssize_t begin) except -1

@cython.locals(letter=Py_UCS4)
cdef bint _coded(str text, Py_ssize_t at) except -1
