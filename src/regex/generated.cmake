# The built-in grok patterns and the user-agent rules, as C tables.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
file(MAKE_DIRECTORY ${PEN_GENERATED_DIR})
set(PEN_GROK_DATA)
foreach(name base servers network operations)
  list(APPEND PEN_GROK_DATA ${CMAKE_SOURCE_DIR}/data/grok/${name}.tsv)
endforeach()
add_custom_command(OUTPUT ${PEN_GENERATED_DIR}/grok_patterns.c
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/gen_grok.py
          ${PEN_GENERATED_DIR}/grok_patterns.c ${PEN_GROK_DATA}
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/gen_grok.py ${PEN_GROK_DATA} VERBATIM)
list(APPEND PEN_GENERATED ${PEN_GENERATED_DIR}/grok_patterns.c)
