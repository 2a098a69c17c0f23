pen_test(plan/cases_test)
pen_test(plan/edge_test)
pen_test(plan/fail_test)
pen_test(plan/finish_test)
pen_test(plan/hostile_test)
pen_test(plan/malloc_test)
pen_test(plan/parts_test)
pen_test(plan/plans_test)
pen_test(plan/reach_test)

# The public header as strict C and as C++ see it, and a program of each over the library.
add_executable(header_test tests/plan/header_test.c)
target_link_libraries(header_test PRIVATE penstock_static)
target_compile_options(header_test PRIVATE -std=c17 -pedantic-errors)
add_test(NAME plan/header_test COMMAND header_test)
add_executable(header_cpp_test tests/plan/header_test.cpp)
target_link_libraries(header_cpp_test PRIVATE penstock_static)
target_compile_options(header_cpp_test PRIVATE -pedantic-errors)
add_test(NAME plan/header_cpp_test COMMAND header_cpp_test)

# Asked by tests/differential/corpus_diff.py, which compares with a reference outside the tree.
add_executable(corpus_driver tests/differential/corpus_driver.c)
target_link_libraries(corpus_driver PRIVATE penstock_static)
