cimport cython

from isthmus.domain.lots cimport breathe, each, in_order
from isthmus.redact.escapes cimport plain

cdef Py_ssize_t SHORT, _MARK
cdef str _STOPS, _PLACE


@cython.locals(asked=tuple, texts=dict, besides=dict, any_prose=bint, text=str, of=tuple, several=bint, said=str,
               chosen_values=list)
cpdef list chosen_of(object values, object patterns)

@cython.locals(said=list, core=str)
cdef list _said(str category, str text, bint prose)

@cython.locals(words=list, first=Py_ssize_t, last=Py_ssize_t, numbers=list, number=str)
cdef list _numbers_in(str text)

cdef bint _is_mark(str word) except -1
