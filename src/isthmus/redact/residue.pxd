cimport cython

from isthmus.domain.lots cimport breathe, each, free
from isthmus.redact.escapes cimport plain
from isthmus.redact.renderings cimport renderings, stands_alone
from isthmus.redact.sight cimport Sight, longest_run

cdef Py_ssize_t CODE, LONGEST, MANY, PER_VALUE, SHORT


@cython.locals(text=str, low=str, longest=Py_ssize_t, word=str, code=str)
cdef bint _clean(tuple asked, bytes payload) except -1

@cython.locals(head=str)
cdef bint _fits(str word, Py_ssize_t longest) except -1

cdef bint _escaped(tuple asked, bytes payload) except -1

@cython.locals(text=str, coded=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t)
cdef bint _stands(Sight sight, value, vocabulary) except -1

cdef bint _inside(str text, Py_ssize_t start, Py_ssize_t end) except -1

cdef bint _cut(str text, Py_ssize_t at) except -1
