pen_test(event/node_test)
pen_test(event/value_test)
pen_test(event/json_load_test)
pen_test(event/xml_tree_test)
