cimport cython

cdef Py_ssize_t SHORT, _MOST_SIGNS
cdef bytes _GROUPING


@cython.locals(raw=bytes, short=bint, written=str)
cpdef renderings(str value)

cpdef uncoded(str value)

cpdef alone(str value)

@cython.locals(size=Py_ssize_t)
cpdef Py_ssize_t run(str value) except -1

@cython.locals(said=str, words=tuple)
cdef tuple _words(str value)

@cython.locals(words=tuple, capital=str)
cdef tuple _foreign(str value, str said)

@cython.locals(begin=Py_ssize_t, digits=Py_ssize_t, signs=Py_ssize_t, grouped=bint, letter=Py_UCS4, bare=str)
cdef tuple _ungrouped(str said)

cpdef bint stands_alone(str text, Py_ssize_t start, Py_ssize_t end) except -1
