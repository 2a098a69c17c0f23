list(APPEND PEN_SOURCES
  src/event/attr.c
  src/event/coerce.c
  src/event/infer.c
  src/event/infer_agent.c
  src/event/infer_names.c
  src/event/infer_related.c
  src/event/infer_windows.c
  src/event/node.c
  src/event/taxonomy.c
  src/event/text_number.c
  src/event/writer.c
  src/event/writer_layout.c
  src/event/writer_plain.c
  src/event/writer_value.c
  src/event/chars.c
  src/event/dict.c
  src/event/hash.c
  src/event/json_dump.c
  src/event/json_load.c
  src/event/list.c
  src/event/number.c
  src/event/value.c
  src/event/value_text.c
  )
list(APPEND PEN_SOURCES src/event/xml_tree.c)
