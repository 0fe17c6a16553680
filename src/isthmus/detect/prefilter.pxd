cdef class _Automaton:
    cdef public object _set
    cdef list _numbers
    cdef dict _known

    cpdef tuple fired(self, data)
