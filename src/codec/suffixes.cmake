# The table of public suffixes, from Debian's package publicsuffix.
set(PEN_PUBLIC_SUFFIXES /usr/share/publicsuffix/public_suffix_list.dat
  CACHE FILEPATH "the public suffix list (publicsuffix.org)")
if(NOT EXISTS ${PEN_PUBLIC_SUFFIXES})
  message(FATAL_ERROR "no ${PEN_PUBLIC_SUFFIXES}: install the package publicsuffix")
endif()
add_custom_command(
  OUTPUT ${PEN_GENERATED_DIR}/suffixes.c
  COMMAND ${CMAKE_COMMAND} -E make_directory ${PEN_GENERATED_DIR}
  COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/gen_suffixes.py ${PEN_PUBLIC_SUFFIXES} ${PEN_GENERATED_DIR}/suffixes.c
  DEPENDS ${CMAKE_SOURCE_DIR}/tools/gen_suffixes.py ${PEN_PUBLIC_SUFFIXES})
list(APPEND PEN_GENERATED ${PEN_GENERATED_DIR}/suffixes.c)
