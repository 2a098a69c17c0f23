# Files made at build time from data/; each room adds to PEN_GENERATED here.
set(PEN_GENERATED_DIR ${CMAKE_BINARY_DIR}/generated)
set(PEN_GENERATED)
foreach(room codec regex event lang)
  if(EXISTS ${CMAKE_SOURCE_DIR}/src/${room}/generated.cmake)
    include(src/${room}/generated.cmake)
  endif()
endforeach()
