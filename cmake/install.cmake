# cmake --install: the library, the testing kit and the headers, for find_package(vafast) and for pkg-config; the command
# with its manual, which is a component of its own (package.cmake).
include(CMakePackageConfigHelpers)

if(VAFAST_COMMAND)
  install(TARGETS vafast_cli COMPONENT command)
  install(DIRECTORY ${PROJECT_BINARY_DIR}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR} COMPONENT command)
endif()

set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME development)
install(TARGETS vafast vafast_kit EXPORT vafast-targets)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/vafast TYPE INCLUDE)

set(config_directory ${CMAKE_INSTALL_LIBDIR}/cmake/vafast)
get_target_property(VAFAST_LIBRARY_TYPE vafast TYPE)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/vafast-config.cmake.in
  ${PROJECT_BINARY_DIR}/vafast-config.cmake INSTALL_DESTINATION ${config_directory})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/vafast-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/vafast-config.cmake ${PROJECT_BINARY_DIR}/vafast-config-version.cmake
  ${PROJECT_SOURCE_DIR}/cmake/vafast-export.cmake ${PROJECT_SOURCE_DIR}/cmake/vafast-export.cpp.in
  DESTINATION ${config_directory})
install(EXPORT vafast-targets NAMESPACE vafast:: DESTINATION ${config_directory})

# Whoever links the static library links what it uses; a shared one brings it along.
set(VAFAST_PC_REQUIRES Requires)
if(VAFAST_LIBRARY_TYPE STREQUAL "SHARED_LIBRARY")
  set(VAFAST_PC_REQUIRES Requires.private)
endif()
# Found from where the file is, so that the installed tree can be moved.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig
  OUTPUT_VARIABLE VAFAST_PC_PREFIX)
configure_file(${PROJECT_SOURCE_DIR}/cmake/vafast.pc.in ${PROJECT_BINARY_DIR}/vafast.pc @ONLY)
configure_file(${PROJECT_SOURCE_DIR}/cmake/vafast-testing.pc.in ${PROJECT_BINARY_DIR}/vafast-testing.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/vafast.pc ${PROJECT_BINARY_DIR}/vafast-testing.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
