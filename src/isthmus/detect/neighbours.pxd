cimport cython

ctypedef fused Buffer:
    bytes
    bytearray

cdef Py_ssize_t _FAR
cdef Py_ssize_t _TWO
cdef Py_ssize_t _LONGEST_GAP


cpdef bint listed(data, Py_ssize_t before, Py_ssize_t start) except -1

@cython.locals(first=cython.uchar, last=cython.uchar)
cpdef bint touched(bytes data, Py_ssize_t start, Py_ssize_t end) except -1

@cython.locals(size=Py_ssize_t, at=Py_ssize_t, byte=cython.uchar)
cdef bint _digit_behind(Buffer data, Py_ssize_t end) except -1

@cython.locals(at=Py_ssize_t, byte=cython.uchar)
cdef bint _digit_ahead(bytes data, Py_ssize_t start) except -1

cpdef bint is_one(bytearray data, Py_ssize_t start, Py_ssize_t end) except -1
