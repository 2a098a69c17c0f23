list(APPEND PEN_SOURCES
  src/plan/build.c
  src/plan/build_actions.c
  src/plan/build_stage.c
  src/plan/case.c
  src/plan/coverage.c
  src/plan/declared.c
  src/plan/event.c
  src/plan/explain.c
  src/plan/expr.c
  src/plan/finish.c
  src/plan/fit.c
  src/plan/libraries.c
  src/plan/load.c
  src/plan/moves.c
  src/plan/normalize.c
  src/plan/output.c
  src/plan/reach.c
  src/plan/ready.c
  src/plan/run.c
  src/plan/run_actions.c
  src/plan/smart.c
  src/plan/stream.c
  src/plan/validate.c
  src/plan/worker.c)

# RE2 tells its version nowhere but in its file's name.
file(REAL_PATH "${RE2_LINK_LIBRARIES}" PEN_RE2_FILE)
if(PEN_RE2_FILE MATCHES "\\.so\\.([0-9.]+)$")
  set_source_files_properties(src/plan/libraries.c PROPERTIES
    COMPILE_DEFINITIONS "PEN_RE2_VERSION=\"${CMAKE_MATCH_1}\"")
endif()
