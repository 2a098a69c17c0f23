pen_test(format/shipped_test)
