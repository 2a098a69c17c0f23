pen_test(codec/date_test)
pen_test(codec/date_reference_test)
pen_test(codec/zone_test)

# Reads cases on standard input, for tests/differential/dates.py.
add_executable(dates_driver tests/differential/dates.c)
target_include_directories(dates_driver PRIVATE tests)
target_link_libraries(dates_driver PRIVATE penstock_static)
pen_test(codec/json_iter_test)
pen_test(codec/json_scan_test)
pen_test(codec/cef_test)
pen_test(codec/domain_test)
pen_test(codec/dsv_test)
pen_test(codec/ip_test)
pen_test(codec/kv_test)
pen_test(codec/url_test)
pen_test(codec/xml_test)

# Codecs against other implementations: a program that answers, scripts that ask.
add_executable(codec_driver tests/differential/codec_driver.c)
target_link_libraries(codec_driver PRIVATE penstock_static)
foreach(name ip url domain dsv)
  add_test(NAME differential/${name}
    COMMAND python3 -B ${CMAKE_SOURCE_DIR}/tests/differential/${name}_diff.py $<TARGET_FILE:codec_driver>)
endforeach()
pen_test(codec/flow_log_test)
pen_test(codec/frame_test)
pen_test(codec/syslog_header_test)
