# One line a target.
list(APPEND PEN_FUZZ_TARGETS num utf8)
list(APPEND PEN_FUZZ_TARGETS dates)
list(APPEND PEN_FUZZ_TARGETS json)
list(APPEND PEN_FUZZ_TARGETS cef kv url xml)
list(APPEND PEN_FUZZ_TARGETS flow_log frame syslog_header)
list(APPEND PEN_FUZZ_TARGETS grok)
list(APPEND PEN_FUZZ_TARGETS template)
list(APPEND PEN_FUZZ_TARGETS literal)
