cimport cython

from isthmus.domain.lots cimport breathe, each, in_order


@cython.locals(part=Py_ssize_t, end=Py_ssize_t)
cdef bint _apart(findings)
