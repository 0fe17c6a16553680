cimport cython

from isthmus.detect.neighbours cimport is_one, listed
from isthmus.detect.places cimport whole
from isthmus.detect.sooner cimport Search
from isthmus.domain.lots cimport breathe


cdef Py_ssize_t _RETRY_BYTES, _LONGEST, _BEFORE


cdef class Budget:
    cdef public Py_ssize_t left

    cpdef spend(self)


@cython.final
cdef class CompiledPattern:
    cdef Search _search
    cdef Search _plain_search
    cdef Py_ssize_t _group
    cdef object _check
    cdef object _context, _named
    cdef object _unless
    cdef bytes _marks
    cdef bytes _plain_marks
    cdef bint _parted
    cdef bint _simple
    cdef Py_ssize_t _window
    cdef readonly bint joined
    cdef readonly bint near
    cdef readonly bint hinting
    cdef readonly Py_ssize_t reach

    cpdef list values(self, bytearray data, Budget budget, windows=*, bint plain=*)

    @cython.locals(
        found=list, spans=list, group=Py_ssize_t, position=Py_ssize_t, word=Py_ssize_t, first=Py_ssize_t,
        last=Py_ssize_t, stop=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t, covered=Py_ssize_t, kept=Py_ssize_t,
        whole_start=Py_ssize_t, whole_end=Py_ssize_t, short=bint,
    )
    cdef list _values(self, bytearray data, Budget budget, windows, Search search)

    @cython.locals(
        found=list, position=Py_ssize_t, before=Py_ssize_t, first=Py_ssize_t, last=Py_ssize_t, stop=Py_ssize_t,
        start=Py_ssize_t, end=Py_ssize_t, kept=Py_ssize_t,
    )
    cdef list _simple_values(self, bytearray data, Budget budget, windows, Search search)

    cdef Py_ssize_t _word(self, bytearray data, Py_ssize_t start, Py_ssize_t word) except? -2

    @cython.locals(in_list=bint, before=str, kept=Py_ssize_t, value=str, length=Py_ssize_t)
    cdef Py_ssize_t _keep(self, bytearray data, Py_ssize_t start, Py_ssize_t end, Py_ssize_t before_end)
