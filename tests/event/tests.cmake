pen_test(event/value_test)
