list(APPEND PEN_SOURCES
  src/format/definition.c
  src/format/yaml.c
  src/format/yaml_scalar.c)
