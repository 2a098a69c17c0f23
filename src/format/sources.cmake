list(APPEND PEN_SOURCES
  src/format/definition.c
  src/format/docs.c
  src/format/fields.c
  src/format/yaml.c
  src/format/yaml_json.c
  src/format/yaml_scalar.c
  src/format/yaml_tree.c)
