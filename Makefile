# A front for CMake and Ninja (CMakePresets.json): what people type.
#   make build     build/release/penstock
#   make test      everything that ./test runs
#   make bench     measures throughput
#   make fuzz      every fuzz target for TIME seconds (make fuzz TIME=60)
#   make install   under PREFIX (/usr/local), inside DESTDIR
#   make format    clang-format over what changed
#   make clean     removes build/
PREFIX ?= /usr/local
TIME ?= 600

.PHONY: build test bench fuzz install format clean

build:
	@tools/setup run
	@cmake --preset release > /dev/null
	@cmake --build --preset release

test:
	@./test

bench: build
	@tools/bench

fuzz:
	@TIME=$(TIME) tools/fuzz

install: build
	@cmake --install build/release --prefix "$(PREFIX)"

format:
	@tools/format

clean:
	@rm -rf build
