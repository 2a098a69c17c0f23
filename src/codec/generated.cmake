include(src/codec/suffixes.cmake)
