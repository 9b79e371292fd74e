# vafast_export(TARGET chat HEADER messages.hpp TYPES chat::protocol chat::settings
#   [JSON_SCHEMA messages.json] [TYPESCRIPT messages.d.ts] [TYPEBOX messages.ts])
#
# Writes what messages are for programs that are not written in C++, from the types in HEADER, whenever they have changed
# and TARGET is built. HEADER is compiled with the include directories, definitions and libraries of TARGET; the files
# are called relative to the build directory, the types without their namespaces.
function(vafast_export)
  set(formats JSON_SCHEMA TYPESCRIPT TYPEBOX)
  cmake_parse_arguments(PARSE_ARGV 0 export "" "TARGET;HEADER;${formats}" "TYPES")
  foreach(argument IN ITEMS TARGET HEADER TYPES)
    if(NOT export_${argument})
      message(FATAL_ERROR "vafast_export: ${argument} is missing")
    endif()
  endforeach()
  if(export_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "vafast_export: ${export_UNPARSED_ARGUMENTS} is no argument")
  endif()

  cmake_path(ABSOLUTE_PATH export_HEADER NORMALIZE)
  list(TRANSFORM export_TYPES REPLACE "^(.*::)?([^:]+)$" "vafast::exported<\\0>(\"\\2\")" OUTPUT_VARIABLE export_LIST)
  list(JOIN export_LIST ", " export_LIST)

  set(arguments)
  set(outputs)
  foreach(format IN LISTS formats)
    if(export_${format})
      cmake_path(ABSOLUTE_PATH export_${format} BASE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR} NORMALIZE)
      list(APPEND arguments ${format} ${export_${format}})
      list(APPEND outputs ${export_${format}})
    endif()
  endforeach()
  if(NOT outputs)
    message(FATAL_ERROR "vafast_export: one of ${formats} is to be written")
  endif()

  # A target may have several exports.
  set(program ${export_TARGET}_export)
  set(number 1)
  while(TARGET ${program})
    math(EXPR number "${number} + 1")
    set(program ${export_TARGET}_export_${number})
  endwhile()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${program}.cpp)
  configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/vafast-export.cpp.in ${source} @ONLY)
  add_executable(${program} EXCLUDE_FROM_ALL ${source})
  target_include_directories(${program} PRIVATE $<TARGET_PROPERTY:${export_TARGET},INCLUDE_DIRECTORIES>)
  target_compile_definitions(${program} PRIVATE $<TARGET_PROPERTY:${export_TARGET},COMPILE_DEFINITIONS>)
  target_link_libraries(${program} PRIVATE vafast::vafast $<TARGET_PROPERTY:${export_TARGET},LINK_LIBRARIES>)

  add_custom_command(OUTPUT ${outputs} COMMAND ${program} ${arguments} VERBATIM)
  add_custom_target(${program}ed DEPENDS ${outputs})
  add_dependencies(${export_TARGET} ${program}ed)
endfunction()
