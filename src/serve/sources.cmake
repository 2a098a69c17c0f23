# The server: src/serve, over include/penstock.h and libmicrohttpd.
add_library(penstock_serve STATIC
  src/serve/confine.c
  src/serve/connections.c
  src/serve/handler.c
  src/serve/listener.c
  src/serve/reply.c
  src/serve/server.c
  src/serve/task.c)
target_link_libraries(penstock_serve PUBLIC penstock_static ${PEN_SERVE_LIBRARIES})
target_compile_definitions(penstock_serve PRIVATE _GNU_SOURCE)
list(APPEND PEN_CLI_LIBRARIES penstock_serve)
