# Each test program is one file, tests/<room>/<name>_test.c, listed in tests/<room>/tests.cmake
# as pen_test(<room>/<name>_test).
function(pen_test path)
  get_filename_component(name ${path} NAME)
  add_executable(${name} tests/${path}.c)
  target_include_directories(${name} PRIVATE tests)
  target_link_libraries(${name} PRIVATE penstock_static)
  target_compile_definitions(${name} PRIVATE PEN_ROOT="${CMAKE_SOURCE_DIR}")
  add_test(NAME ${path} COMMAND ${name})
endfunction()
# A test in Python or bash, tests/<room>/<name>.py or .sh, for what needs the built program:
# pen_script_test(<room>/<name>.py argument...). It finds the build in $PEN_BUILD, the tree in
# $PEN_ROOT; exit 0 means passed, 77 that something it needs is not there.
function(pen_script_test path)
  if(path MATCHES "\\.py$")
    set(interpreter ${Python3_EXECUTABLE} -B)
  else()
    set(interpreter bash)
  endif()
  add_test(NAME ${path} COMMAND ${interpreter} ${CMAKE_SOURCE_DIR}/tests/${path} ${ARGN})
  set_tests_properties(${path} PROPERTIES SKIP_RETURN_CODE 77
    ENVIRONMENT "PEN_BUILD=${CMAKE_BINARY_DIR};PEN_ROOT=${CMAKE_SOURCE_DIR}")
endfunction()

foreach(room base codec regex event lang stage format plan lint serve cli docs conformance)
  if(EXISTS ${CMAKE_SOURCE_DIR}/tests/${room}/tests.cmake)
    include(tests/${room}/tests.cmake)
  endif()
endforeach()
