cimport cython

from isthmus.domain.lots cimport each
from isthmus.wire.opaque cimport long_run


cdef class _Kept:
    cdef public list texts
    cdef public set unread
    cdef public Py_ssize_t left
    cdef public list marks


@cython.locals(kinds=bytearray, start=Py_ssize_t, end=Py_ssize_t, kind=int, at=Py_ssize_t)
cdef bytes _kinds(_Kept kept)

@cython.locals(texts=list, marks=list, start=Py_ssize_t)
cdef _request(tree, _Kept kept, Py_ssize_t room)

cdef _visit(node, _Kept kept, Py_ssize_t room)

@cython.locals(texts=list, at=Py_ssize_t, marked=bint)
cdef bint _field(str key, value, node, _Kept kept, Py_ssize_t room) except -1

cdef bint _seed(str key, value) except -1

cdef int _named(str key, node)

cdef _text(str text, _Kept kept, Py_ssize_t room)

cdef _inside(str text, _Kept kept, Py_ssize_t room)
