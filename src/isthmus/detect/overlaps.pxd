cimport cython


@cython.locals(part=Py_ssize_t, end=Py_ssize_t)
cdef bint _apart(findings)
