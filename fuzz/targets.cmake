# One line a target.
list(APPEND PEN_FUZZ_TARGETS num utf8)
list(APPEND PEN_FUZZ_TARGETS dates)
list(APPEND PEN_FUZZ_TARGETS json)
