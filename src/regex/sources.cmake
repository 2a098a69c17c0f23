list(APPEND PEN_SOURCES
  src/regex/direct.c
  src/regex/direct_build.c
  src/regex/direct_read.c
  src/regex/direct_sets.c
  src/regex/direct_tree.c
  src/regex/grok.c
  src/regex/grok_expand.c
  src/regex/regex_re2.cc
  src/regex/ua_cache.c
  src/regex/ua_filter.c
  src/regex/ua_match.c
  src/regex/user_agent.c)
