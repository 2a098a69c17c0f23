# The command line: src/cli, over include/penstock.h alone.
