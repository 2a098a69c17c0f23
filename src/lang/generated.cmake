# The character references of HTML, from Python's html.entities.
add_custom_command(
  OUTPUT ${PEN_GENERATED_DIR}/entity_table.c
  COMMAND ${CMAKE_COMMAND} -E make_directory ${PEN_GENERATED_DIR}
  COMMAND /usr/bin/python3 ${CMAKE_SOURCE_DIR}/tools/gen_entities.py ${PEN_GENERATED_DIR}/entity_table.c
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/gen_entities.py VERBATIM)
list(APPEND PEN_GENERATED ${PEN_GENERATED_DIR}/entity_table.c)
