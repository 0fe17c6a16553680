cimport cython


@cython.locals(total=Py_ssize_t, number=Py_ssize_t, doubled=bint, letter=Py_UCS4)
cpdef bint luhn(str digits) except -1

@cython.locals(digits=str, end=Py_ssize_t, length=Py_ssize_t)
cpdef Py_ssize_t card(str value) except -1

@cython.locals(end=Py_ssize_t, letter=Py_UCS4)
cdef Py_ssize_t _end(str value, Py_ssize_t count) except -1

@cython.locals(group=Py_ssize_t, shortest=Py_ssize_t, longest=Py_ssize_t, letter=Py_UCS4)
cdef bint _grouped_as_cards_are(str value) except -1

@cython.locals(end=Py_ssize_t, rest=Py_ssize_t, letter=Py_UCS4)
cpdef Py_ssize_t iban(str value) except -1

@cython.locals(at=Py_ssize_t, dot=Py_ssize_t)
cpdef Py_ssize_t email(str value) except -1

@cython.locals(count=Py_ssize_t, different=Py_ssize_t, seen=Py_ssize_t, bit=Py_ssize_t, letter=Py_UCS4)
cpdef Py_ssize_t phone(str value, Py_ssize_t least=*) except -1

cpdef Py_ssize_t phone_international(str value) except -1
