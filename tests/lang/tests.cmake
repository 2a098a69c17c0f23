pen_test(lang/literal_test)
pen_test(lang/builtins_test)
pen_test(lang/bigint_test)
pen_test(lang/dump_test)
pen_test(lang/template_error_test)
pen_test(lang/template_limit_test)
pen_test(lang/template_test)
pen_test(lang/verify_test)

# Not a test: runs templates from standard input (tests/differential/templates.py).
add_executable(template_driver tests/lang/template_driver.c)
target_include_directories(template_driver PRIVATE tests)
target_link_libraries(template_driver PRIVATE penstock_static)
target_compile_definitions(template_driver PRIVATE _POSIX_C_SOURCE=200809L)
