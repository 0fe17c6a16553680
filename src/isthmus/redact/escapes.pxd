cimport cython


cpdef str plain(str value)
