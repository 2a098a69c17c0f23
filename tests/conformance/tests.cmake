# Skipped unless $PENSTOCK_CORPUS is a checkout of the public formats.
pen_script_test(conformance/run.py)
set_tests_properties(conformance/run.py PROPERTIES TIMEOUT 600)

# For run.py --load; measures, tests nothing.
add_executable(load EXCLUDE_FROM_ALL tests/conformance/load.c
  src/cli/files.c src/cli/say.c src/cli/sink.c)
target_link_libraries(load PRIVATE penstock_static)
target_compile_definitions(load PRIVATE _GNU_SOURCE)
