# The command line: src/cli, over include/penstock.h alone.
add_executable(penstock
  src/cli/branches.c
  src/cli/cli_text.c
  src/cli/cmd_docs.c
  src/cli/cmd_explain.c
  src/cli/cmd_formats.c
  src/cli/cmd_help.c
  src/cli/cmd_lint.c
  src/cli/cmd_new.c
  src/cli/cmd_parse.c
  src/cli/cmd_serve.c
  src/cli/cmd_test.c
  src/cli/cmd_version.c
  src/cli/commands.c
  src/cli/completion.c
  src/cli/crew.c
  src/cli/files.c
  src/cli/folder.c
  src/cli/help.c
  src/cli/lane.c
  src/cli/main.c
  src/cli/manual.c
  src/cli/options.c
  src/cli/progress.c
  src/cli/reader.c
  src/cli/repository.c
  src/cli/say.c
  src/cli/single.c
  src/cli/sink.c
  src/cli/threads.c
  src/cli/unpack.c)
target_link_libraries(penstock PRIVATE penstock_static ${PEN_CLI_LIBRARIES})
target_compile_definitions(penstock PRIVATE _GNU_SOURCE
  PEN_CLI_FORMATS_DIR="${CMAKE_SOURCE_DIR}/formats")

# The commit, as far as the tree knows it when it is configured.
execute_process(COMMAND git describe --always --dirty --tags
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} OUTPUT_VARIABLE PEN_COMMIT
  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE PEN_COMMIT_FAILED)
if(PEN_COMMIT_FAILED OR NOT PEN_COMMIT)
  set(PEN_COMMIT unknown)
endif()
set_source_files_properties(src/cli/cmd_version.c PROPERTIES
  COMPILE_DEFINITIONS "PEN_CLI_COMMIT=\"${PEN_COMMIT}\"")

# The manual page and the completion come out of the program's own tables.
add_custom_command(OUTPUT penstock.1 penstock.bash
  COMMAND penstock help --man > penstock.1
  COMMAND penstock help --completion > penstock.bash
  DEPENDS penstock VERBATIM)
add_custom_target(penstock_manual ALL DEPENDS penstock.1 penstock.bash)
