pen_test(format/docs_test)
pen_test(format/shipped_test)
pen_script_test(format/samples_test.py)
