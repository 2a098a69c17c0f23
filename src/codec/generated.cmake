include(src/codec/suffixes.cmake)
# The zone table, from the system's tzdata.
set(PEN_ZONEINFO /usr/share/zoneinfo CACHE PATH "compiled tzdata that the zone table is made from")
add_custom_command(
  OUTPUT ${PEN_GENERATED_DIR}/zone_table.c
  COMMAND ${CMAKE_COMMAND} -E make_directory ${PEN_GENERATED_DIR}
  COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/gen_zones.py ${PEN_ZONEINFO} ${PEN_GENERATED_DIR}/zone_table.c
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/gen_zones.py)
list(APPEND PEN_GENERATED ${PEN_GENERATED_DIR}/zone_table.c)
