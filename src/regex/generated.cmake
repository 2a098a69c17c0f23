# The built-in grok patterns and the user-agent rules, as C tables. The latter come from
# Debian's uap-core package.
set(PEN_UAP_CORE /usr/share/uap-core/regexes.yaml CACHE FILEPATH "rules of uap-core")
set(PEN_GROK_DATA)
foreach(name base servers network operations)
  list(APPEND PEN_GROK_DATA ${CMAKE_SOURCE_DIR}/data/grok/${name}.tsv)
endforeach()
add_custom_command(
  OUTPUT ${PEN_GENERATED_DIR}/grok_patterns.c
  COMMAND ${CMAKE_COMMAND} -E make_directory ${PEN_GENERATED_DIR}
  COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/gen_grok.py ${PEN_GENERATED_DIR}/grok_patterns.c ${PEN_GROK_DATA}
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/gen_grok.py ${PEN_GROK_DATA} VERBATIM)
add_custom_command(
  OUTPUT ${PEN_GENERATED_DIR}/ua_rules.c
  COMMAND ${CMAKE_COMMAND} -E make_directory ${PEN_GENERATED_DIR}
  COMMAND /usr/bin/python3 -B ${CMAKE_SOURCE_DIR}/tools/gen_ua.py ${PEN_GENERATED_DIR}/ua_rules.c ${PEN_UAP_CORE}
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/gen_ua.py ${CMAKE_SOURCE_DIR}/tools/ua_atoms.py
    ${CMAKE_SOURCE_DIR}/tools/ua_program.py ${PEN_UAP_CORE} VERBATIM)
list(APPEND PEN_GENERATED ${PEN_GENERATED_DIR}/grok_patterns.c ${PEN_GENERATED_DIR}/ua_rules.c)
