cimport cython

cdef Py_ssize_t _FAR
cdef Py_ssize_t _TWO
cdef Py_ssize_t _LONGEST_GAP


cpdef bint listed(data, Py_ssize_t before, Py_ssize_t start) except -1

@cython.locals(first=cython.uchar, last=cython.uchar)
cpdef bint touched(data, Py_ssize_t start, Py_ssize_t end) except -1

@cython.locals(size=Py_ssize_t, at=Py_ssize_t, byte=cython.uchar)
cdef bint _digit_behind(data, Py_ssize_t end) except -1

@cython.locals(at=Py_ssize_t, byte=cython.uchar)
cdef bint _digit_ahead(data, Py_ssize_t start) except -1

cpdef bint is_one(data, Py_ssize_t start, Py_ssize_t end) except -1
