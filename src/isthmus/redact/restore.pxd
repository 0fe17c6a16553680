cimport cython

from isthmus.domain.lots cimport breathe, each

cdef Py_ssize_t CODE, LONGEST, _SPACE


@cython.locals(codes=dict, token=str, code=str)
cdef dict _by_code(tokens)

@cython.locals(done=Py_ssize_t, seen=Py_ssize_t, dash=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t, token=str)
cdef tuple _whole(str text, tokens, dict codes, list out, links, bint last)

@cython.locals(opens=Py_ssize_t, closes=Py_ssize_t, last=Py_UCS4, behind=Py_UCS4)
cdef bint _apart(str text, Py_ssize_t start, str value, links) except -1

@cython.locals(bare=str, beyond=str)
cdef bint _wrapped(str before, bint json) except -1

cdef bint _unfinished(str text) except -1

@cython.locals(at=Py_ssize_t)
cdef Py_ssize_t _begins(str text, str word, Py_ssize_t look) except? -1
