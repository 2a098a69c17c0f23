list(APPEND PEN_SOURCES
  src/lint/lint_api.c
  src/lint/lint_builtins.c
  src/lint/lint_collect.c
  src/lint/lint_fields.c
  src/lint/lint_find.c
  src/lint/lint_folder.c
  src/lint/lint_keys.c
  src/lint/lint_layers.c
  src/lint/lint_logic.c
  src/lint/lint_names.c
  src/lint/lint_near.c
  src/lint/lint_patterns.c
  src/lint/lint_pipeline.c
  src/lint/lint_place.c
  src/lint/lint_types.c
  src/lint/lint_walk.c)
