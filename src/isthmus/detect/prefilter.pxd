from isthmus.domain.lots cimport each


cdef class _Automaton:
    cdef public object _set
    cdef list _numbers
    cdef dict _known

    cpdef tuple fired(self, data)


cdef class _Readers:
    cdef dict _sources
    cdef readonly _Automaton together
    cdef list _apart

    cpdef tuple fired(self, data, bint apart)
