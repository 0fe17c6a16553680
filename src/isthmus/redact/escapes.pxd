cimport cython

from isthmus.domain.lots cimport breathe, joined


cpdef str plain(str value)
