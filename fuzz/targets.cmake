# One line a target.
list(APPEND PEN_FUZZ_TARGETS num utf8)
