# Builds the project in PROJECT against what is installed in PREFIX, in one WAY (find_package or pkg_config), and runs it.
file(REMOVE_RECURSE ${BUILD})
file(MAKE_DIRECTORY ${BUILD})
set(libraries ${PREFIX}/${LIBRARY_DIRECTORY})

# FLAGS: a library built with a sanitizer links only with it.
if(WAY STREQUAL "find_package")
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${PROJECT} -B ${BUILD} -D CMAKE_PREFIX_PATH=${PREFIX}
    -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_CXX_FLAGS=${FLAGS} COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${BUILD} COMMAND_ERROR_IS_FATAL ANY)
else()
  set(ENV{PKG_CONFIG_PATH} ${libraries}/pkgconfig)
  separate_arguments(flags UNIX_COMMAND "${FLAGS}")
  foreach(program IN ITEMS "main;outside;vafast" "test;outside_test;vafast-testing")
    list(GET program 0 source)
    list(GET program 1 binary)
    list(GET program 2 package)
    execute_process(COMMAND pkg-config --cflags --libs ${package}
      OUTPUT_VARIABLE found OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    separate_arguments(found UNIX_COMMAND "${found}")
    execute_process(COMMAND ${COMPILER} -std=c++20 ${flags} ${PROJECT}/${source}.cpp -o ${BUILD}/${binary} ${found}
      COMMAND_ERROR_IS_FATAL ANY)
  endforeach()
endif()

set(ENV{LD_LIBRARY_PATH} ${libraries})
execute_process(COMMAND ${BUILD}/outside OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
if(NOT said STREQUAL "wss://example.org/ws {\"type\":\"chat\"}\n")
  message(FATAL_ERROR "The outside project said: ${said}")
endif()
execute_process(COMMAND ${BUILD}/outside_test OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
if(NOT said STREQUAL "beaten\n")
  message(FATAL_ERROR "The outside project's test said: ${said}")
endif()
