add_custom_command(
  OUTPUT ${PEN_GENERATED_DIR}/core_fields.c
  COMMAND ${CMAKE_COMMAND} -E make_directory ${PEN_GENERATED_DIR}
  COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/gen_taxonomy.py ${CMAKE_SOURCE_DIR}/data/taxonomy.tsv ${PEN_GENERATED_DIR}/core_fields.c
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/gen_taxonomy.py ${CMAKE_SOURCE_DIR}/data/taxonomy.tsv)
list(APPEND PEN_GENERATED ${PEN_GENERATED_DIR}/core_fields.c)
