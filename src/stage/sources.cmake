list(APPEND PEN_SOURCES
  src/stage/flat.c
  src/stage/registry.c
  src/stage/stage_date.c
  src/stage/stage_dsv.c
  src/stage/stage_flat.c
  src/stage/stage_grok.c
  src/stage/stage_json.c
  src/stage/stage_kv.c
  src/stage/stage_tree.c
  src/stage/stage_util.c)
