from isthmus.wire.opaque cimport long_run
