# libpenstock.so: what include/penstock.h declares and nothing else. The map keeps in what
# visibility cannot: instances of C++ templates from the regular expressions. Not built with
# sanitizers, whose runtime belongs to the program.
if(NOT PEN_SANITIZE AND "src/plan/load.c" IN_LIST PEN_SOURCES)
  add_library(penstock_shared SHARED $<TARGET_OBJECTS:penstock_objects>)
  target_link_libraries(penstock_shared PRIVATE pen_flags ${PEN_LIBRARIES})
  target_link_options(penstock_shared PRIVATE -Wl,--no-undefined
    -Wl,--version-script=${CMAKE_SOURCE_DIR}/cmake/penstock.map)
  set_target_properties(penstock_shared PROPERTIES OUTPUT_NAME penstock LINKER_LANGUAGE CXX
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}
    LINK_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/penstock.map)
endif()
