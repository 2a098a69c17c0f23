pen_test(codec/date_test)
pen_test(codec/date_reference_test)
pen_test(codec/zone_test)

# Reads cases on standard input, for tests/differential/dates.py.
add_executable(dates_driver tests/differential/dates.c)
target_include_directories(dates_driver PRIVATE tests)
target_link_libraries(dates_driver PRIVATE penstock_static)
pen_test(codec/json_iter_test)
pen_test(codec/json_scan_test)
