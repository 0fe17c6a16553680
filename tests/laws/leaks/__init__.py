"""Leak tests: generated conversations with planted values, every sink searched; paired runs; leaks seeded on purpose.

`values` and `people` plant, `conversations` writes, `stage` plays a conversation on a whole gateway and looks,
`reading` is how it looks, `pairs` compares two worlds, `mutants` breaks the runtime. docs/privacy-tests.md tells the
whole.
"""
