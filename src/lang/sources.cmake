list(APPEND PEN_SOURCES
  src/lang/code.c
  src/lang/compile_expr.c
  src/lang/compile_stmt.c
  src/lang/dump.c
  src/lang/emit.c
  src/lang/fold.c
  src/lang/front.c
  src/lang/lexer.c
  src/lang/lexer_literal.c
  src/lang/parser.c
  src/lang/parser_expr.c
  src/lang/scope.c
  src/lang/template.c
  src/lang/verify.c
  src/lang/vm.c
  )
