pen_test(event/node_test)
pen_test(event/lookup_test)
pen_test(event/value_test)
pen_test(event/json_load_test)
pen_test(event/xml_tree_test)
pen_script_test(event/taxonomy_texts_test.py)

# XML and user agents against other implementations.
add_executable(event_driver tests/differential/event_driver.c)
target_link_libraries(event_driver PRIVATE penstock_static)
pen_script_test(differential/xml_diff.py $<TARGET_FILE:event_driver> 5000)
pen_script_test(differential/agents_diff.py $<TARGET_FILE:event_driver> 200)
