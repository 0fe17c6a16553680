cimport cython

from isthmus.detect.neighbours cimport touched
from isthmus.detect.patterns cimport Budget, CompiledPattern
from isthmus.detect.places cimport fewer, near
from isthmus.domain.lots cimport breathe, each, free, in_order, written


@cython.final
cdef class Joined:
    cdef readonly object texts
    cdef readonly bytes data
    cdef readonly bytearray open
    cdef readonly bint ascii
    cdef readonly bint apart
    cdef public list numbers
    cdef readonly set spent
    cdef readonly list held
    cdef readonly list touched
    cdef readonly list weak
    cdef list _found
    cdef list _starts
    cdef list _letters

    @cython.locals(data=bytes, open=bytearray, windows=list, ranges=list, start=Py_ssize_t, end=Py_ssize_t, span=tuple, island=tuple)
    cpdef search(self, Py_ssize_t number, CompiledPattern row, Budget budget, numbers)

    cdef _search_apart(self, Py_ssize_t number, CompiledPattern row, Budget budget)

    @cython.locals(at=Py_ssize_t, letters=list)
    cpdef list letters(self)

    @cython.locals(open=bytearray, letters=Py_ssize_t, at=Py_ssize_t)
    cpdef blank(self, Py_ssize_t start, Py_ssize_t end)

    @cython.locals(findings=list, starts=list, start=Py_ssize_t, end=Py_ssize_t, part=Py_ssize_t, base=Py_ssize_t)
    cpdef list findings(self, list rows)
