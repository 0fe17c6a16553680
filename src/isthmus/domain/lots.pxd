cdef bint _some


cpdef object each(object things)
cpdef list in_order(object things, object key=*)
cpdef str joined(object pieces)
cpdef list parted(object text, object sign)
cpdef bytes written(object text, object errors=*)
cpdef object empty(dict things)
cpdef object free(list held)
cpdef object breathe()
