# For tools/bench --corpus and --growth; nobody else needs it.
add_executable(corpus EXCLUDE_FROM_ALL bench/corpus.c
  src/cli/cli_text.c src/cli/files.c src/cli/folder.c src/cli/say.c src/cli/sink.c)
target_link_libraries(corpus PRIVATE penstock_static)
target_compile_definitions(corpus PRIVATE _GNU_SOURCE)
