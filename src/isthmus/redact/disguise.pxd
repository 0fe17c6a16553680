cimport cython

from isthmus.domain.lots cimport breathe, each, free, in_order
from isthmus.redact.pseudonyms cimport Namer, keyed, lookalikes
from isthmus.redact.renderings cimport alone, renderings, run, stands_alone, uncoded
from isthmus.redact.sight cimport Sight, longest_run
from isthmus.redact.tree cimport Flat
from isthmus.redact.values cimport chosen_of
from isthmus.redact.writing cimport Writer

cdef Py_ssize_t CODE, LOT, MANY, PER_VALUE
cdef tuple _ANYWHERE, _ALONE, _MANNERED, _DERIVED


@cython.locals(longest=Py_ssize_t, size=Py_ssize_t, made=list, text=str, says=str)
cdef list _forms(list chosen, str flat, bint escaped)

@cython.locals(words=list, sight=Sight, other=Sight, deeper=list, claimed=list, spans=list, read=list)
cdef list _claimed(Flat flat, list stages, list forms, vocabulary)

cdef tuple _levels(manner, bint short)

@cython.locals(settled=list, reached=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t)
cdef list _settled(list claimed, str text, named)

@cython.locals(changed=dict, starts=list, at=Py_ssize_t, first=Py_ssize_t, number=Py_ssize_t, limit=Py_ssize_t, piece=str)
cdef dict _written(Flat flat, list claims, Writer writer)

cdef bint _same(one, other) except -1
