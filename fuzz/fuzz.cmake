# Each fuzz target is fuzz/<name>.c with LLVMFuzzerTestOneInput; its corpus is
# fuzz/corpus/<name>/. Without libFuzzer the same file is linked with fuzz/replay.c and
# becomes a test that replays the corpus.
set(PEN_FUZZ_TARGETS)
include(fuzz/targets.cmake)
foreach(name ${PEN_FUZZ_TARGETS})
  if(PEN_FUZZ)
    add_executable(fuzz_${name} fuzz/${name}.c)
    target_compile_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(fuzz_${name} fuzz/${name}.c fuzz/replay.c)
    add_test(NAME fuzz/${name} COMMAND fuzz_${name} ${CMAKE_SOURCE_DIR}/fuzz/corpus/${name})
  endif()
  target_link_libraries(fuzz_${name} PRIVATE penstock_static)
  target_include_directories(fuzz_${name} PRIVATE tests)
endforeach()
