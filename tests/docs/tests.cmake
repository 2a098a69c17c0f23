pen_script_test(docs/reference_test.py)
