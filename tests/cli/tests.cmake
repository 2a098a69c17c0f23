pen_script_test(cli/cli_test.py)
set_tests_properties(cli/cli_test.py PROPERTIES TIMEOUT 600)
