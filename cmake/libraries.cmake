# The libraries that the engine stands on, all Debian packages (tools/setup installs them).
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(EXPAT REQUIRED IMPORTED_TARGET expat)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(MICROHTTPD REQUIRED IMPORTED_TARGET libmicrohttpd)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
set(PEN_LIBRARIES PkgConfig::YAML PkgConfig::RE2 PkgConfig::EXPAT PkgConfig::UTF8PROC
  m)
set(PEN_CLI_LIBRARIES PkgConfig::ZLIB PkgConfig::ZSTD Threads::Threads)
set(PEN_SERVE_LIBRARIES PkgConfig::MICROHTTPD Threads::Threads)
