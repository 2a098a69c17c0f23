pen_test(lint/lint_test)
