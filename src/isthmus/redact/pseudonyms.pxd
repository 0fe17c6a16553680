cimport cython

from isthmus.domain.lots cimport breathe, empty

cdef bytes _SPELL, _SEPARATORS
cdef Py_ssize_t _OWN
cdef frozenset _COMPACT, _LITERAL


@cython.locals(spans=list, dash=Py_ssize_t, word=str)
cpdef list lookalikes(str text)

@cython.locals(words=list)
cpdef str normalise(str type_, str value)

@cython.locals(letters=bytes)
cpdef str spelt(bytes digest)

cpdef keyed(bytes key, derive)


@cython.final
cdef class Namer:
    cdef readonly dict surfaces
    cdef object _derive
    cdef dict _entities, _given

    @cython.locals(asked=tuple, given=tuple)
    cpdef str name(self, str type_, str value, str text, tuple categories, bint bare, Py_ssize_t depth)

    @cython.locals(canonical=str, kind=Py_ssize_t, attempt=Py_ssize_t, message=bytes, token=str)
    cdef str _new(self, str type_, str value, str text, tuple categories, bint bare, Py_ssize_t depth)

    @cython.locals(message=bytes, attempt=Py_ssize_t, token=str)
    cdef str _entity(self, str type_, str canonical)


cdef bytes _again(bytes message, Py_ssize_t attempt, str type_)
