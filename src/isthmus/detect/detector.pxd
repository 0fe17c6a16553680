cimport cython

from isthmus.detect.joined cimport Joined
from isthmus.detect.patterns cimport Budget
from isthmus.detect.places cimport digits, fewer, islands
from isthmus.domain.lots cimport breathe, each, free, parted, written


cdef Py_ssize_t _CANDIDATES, _BYTES_A_CANDIDATE, _SHORTEST_TYPE, _LONGEST_TYPE


cdef class Detector:
    cdef public Py_ssize_t _max_chars
    cdef public object _documents
    cdef public object _tick
    cdef public object _clock
    cdef public dict _priority
    cdef public list _rows
    cdef public list _plugins
    cdef public list _compiled
    cdef public frozenset _wordy
    cdef public frozenset _coded
    cdef public frozenset _strong
    cdef public bint _hinted
    cdef public object _prefilter
    cdef public object version
    cdef public Detector plain
    cdef public Detector structured

    cpdef scan(self, texts, reading=*)

    @cython.locals(joined=str, data=bytes, complete=bint, masked=list, size=Py_ssize_t, apart=bint)
    cpdef glance(self, texts, reading=*)

    cdef Py_ssize_t _weight(self, seen) except -1

    cpdef closer(self, seen)

    cdef bint _nothing_in(self, seen)

    cdef bint _something_about(self, seen)

    cpdef again(self, texts, before, scan, reading=*)

    @cython.locals(parts=Joined, apart=bint, masked=list, complete=bint, plain=list, raw=list, failed=list, again=Budget)
    cdef _look_closer(self, seen)

    @cython.locals(failed=list, late=Py_ssize_t, behind=dict)
    cpdef tuple _structure(self, Joined parts, fired, Budget budget)

    cdef _ask(self, Joined parts, Py_ssize_t number, numbers, Budget budget, list failed)

    @cython.locals(numbers=list, least=Py_ssize_t)
    cdef dict _behind(self, Joined parts, gates, Budget budget, list failed)

    cpdef frozenset _hints(self, Joined parts, fired)

    cdef bint _numbers_left(self, Joined parts)


@cython.locals(found=list, dash=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t)
cdef list _pseudonyms(bytes data)

@cython.locals(blank=bytearray, start=Py_ssize_t, end=Py_ssize_t)
cdef bytes _blanked(bytes data, list ranges)
