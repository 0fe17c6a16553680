cimport cython

from isthmus.domain.lots cimport breathe, each

cdef Py_ssize_t _APART, _STRIDE, _PIECE, _ROOM


cpdef whole(data, bytes marks)

@cython.locals(start=Py_ssize_t, following=Py_ssize_t, end=Py_ssize_t, turn=Py_ssize_t)
cpdef list islands(data)

cpdef Py_ssize_t digits(data) except -1

@cython.locals(at=Py_ssize_t)
cpdef bint fewer(data, Py_ssize_t count) except -1

@cython.locals(start=Py_ssize_t, last=Py_ssize_t)
cdef Py_ssize_t _last_digit(data) except -2

@cython.locals(at=Py_ssize_t)
cdef _flat(data)

@cython.locals(at=Py_ssize_t)
cdef bint _there(data, Py_ssize_t count) except -1

@cython.locals(start=Py_ssize_t, end=Py_ssize_t)
cpdef tuple near(tuple island, Py_ssize_t size, Py_ssize_t reach=*)
