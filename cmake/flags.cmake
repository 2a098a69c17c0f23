# Warnings (docs/CONTRIBUTING says why), hardening, sanitizers: one interface target.
add_library(pen_flags INTERFACE)
target_compile_options(pen_flags INTERFACE
  $<$<COMPILE_LANGUAGE:C>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion;-Wsign-conversion;-Wstrict-prototypes;-Wmissing-prototypes;-Wold-style-definition;-Wwrite-strings;-Wcast-qual;-Wpointer-arith;-Wundef;-Wvla;-Wformat=2;-Wnull-dereference;-Wimplicit-fallthrough;-Wswitch-enum;-Wdouble-promotion>
  $<$<COMPILE_LANG_AND_ID:C,GNU>:-Wduplicated-cond;-Wduplicated-branches;-Wlogical-op>
  $<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wshadow>
  -fno-omit-frame-pointer -fstack-protector-strong)
if(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  target_compile_definitions(pen_flags INTERFACE _FORTIFY_SOURCE=2)
endif()
if(PEN_SANITIZE)
  target_compile_options(pen_flags INTERFACE -fsanitize=${PEN_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(pen_flags INTERFACE -fsanitize=${PEN_SANITIZE})
endif()
if(PEN_TINY)
  target_compile_definitions(pen_flags INTERFACE PEN_TINY)
endif()
if(PEN_NO_ARENA)
  target_compile_definitions(pen_flags INTERFACE PEN_NO_ARENA)
endif()
if(PEN_SLOW)
  target_compile_definitions(pen_flags INTERFACE PEN_SLOW)
endif()
target_compile_options(pen_flags INTERFACE $<$<BOOL:$ENV{CI}>:-Werror>)
