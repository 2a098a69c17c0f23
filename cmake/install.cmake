# What `make install` puts where.
include(GNUInstallDirs)
if(TARGET penstock)
  install(TARGETS penstock RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(FILES ${CMAKE_BINARY_DIR}/penstock.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES ${CMAKE_BINARY_DIR}/penstock.bash RENAME penstock
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
endif()
if(TARGET penstock_shared)
  install(TARGETS penstock_shared penstock_static
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()
if(EXISTS ${CMAKE_SOURCE_DIR}/include/penstock.h)
  install(FILES include/penstock.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
endif()
if(EXISTS ${CMAKE_SOURCE_DIR}/formats)
  install(DIRECTORY formats DESTINATION ${CMAKE_INSTALL_DATADIR}/penstock)
endif()
