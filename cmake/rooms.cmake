# A room is a folder of src/ with one idea. It is compiled once and sees only the rooms that it uses.

add_library(vafast_flags INTERFACE)
target_compile_options(vafast_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 takes `"[" + text` for an overlapping copy (its bug 105651).
  target_compile_options(vafast_flags INTERFACE -Wno-restrict)
endif()
target_compile_definitions(vafast_flags INTERFACE
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION)

# Under the sanitizers nobody waits for one file only, and most of the time goes into reading the same headers: there the
# files of a room that uses Asio are compiled several at a time, and for the others what most of them read first is
# precompiled. `dev` and `release` do neither, so that each file is seen to include what it uses.
set(vafast_common_headers <algorithm> <chrono> <cstdint> <functional> <map> <memory> <optional> <span> <string>
  <string_view> <utility> <variant> <vector> <tl/expected.hpp>)

# vafast_room(name USES rooms… LIBRARIES others'…): the static library vafast_<name> of src/<name>/.
function(vafast_room name)
  cmake_parse_arguments(room "" "" "USES;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  add_library(vafast_${name} STATIC ${sources})
  target_include_directories(vafast_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  list(TRANSFORM room_USES PREPEND vafast_)
  target_link_libraries(vafast_${name} PUBLIC vafast_flags tl::expected ${room_USES} ${room_LIBRARIES})
  set_target_properties(vafast_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  if(VAFAST_QUICK_BUILD AND name MATCHES "^(transport|client|hub|testing)$")
    set_target_properties(vafast_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 7)
  elseif(VAFAST_QUICK_BUILD)
    target_precompile_headers(vafast_${name} PRIVATE ${vafast_common_headers})
    if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
      target_compile_options(vafast_${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
    endif()
  endif()
endfunction()

# The rooms together: vafast::vafast, what users link with.
function(vafast_library)
  set(objects)
  foreach(room IN LISTS ARGN)
    list(APPEND objects $<TARGET_OBJECTS:vafast_${room}>)
  endforeach()
  add_library(vafast ${objects})
  add_library(vafast::vafast ALIAS vafast)
  set_target_properties(vafast PROPERTIES LINKER_LANGUAGE CXX VERSION ${PROJECT_VERSION} SOVERSION 0)
  target_compile_features(vafast PUBLIC cxx_std_20)
  target_include_directories(vafast PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(vafast PRIVATE OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB simdjson::simdjson Threads::Threads)
endfunction()

# The testing kit: vafast::testing, which programs link with their tests and not with themselves.
function(vafast_testing_kit)
  add_library(vafast_kit STATIC $<TARGET_OBJECTS:vafast_testing>)
  add_library(vafast::testing ALIAS vafast_kit)
  set_target_properties(vafast_kit PROPERTIES LINKER_LANGUAGE CXX EXPORT_NAME testing OUTPUT_NAME vafast-testing)
  target_link_libraries(vafast_kit PUBLIC vafast PRIVATE OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
endfunction()

# The command, one file a verb.
function(vafast_command)
  find_package(CLI11 REQUIRED)
  find_package(fmt REQUIRED)
  find_package(tomlplusplus REQUIRED)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/cli/*.cpp)
  # The pages that it serves are in it.
  file(GLOB pages CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/web ${PROJECT_SOURCE_DIR}/web/*)
  list(TRANSFORM pages PREPEND ${PROJECT_SOURCE_DIR}/web/ OUTPUT_VARIABLE page_files)
  set(embedded ${PROJECT_BINARY_DIR}/web_files.cpp)
  add_custom_command(OUTPUT ${embedded} VERBATIM DEPENDS ${page_files} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    COMMAND ${CMAKE_COMMAND} -D OUTPUT=${embedded} -D DIRECTORY=${PROJECT_SOURCE_DIR}/web "-DFILES=${pages}"
      -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake)
  add_executable(vafast_cli ${sources} ${embedded})
  set_target_properties(vafast_cli PROPERTIES OUTPUT_NAME vafast)
  target_compile_definitions(vafast_cli PRIVATE VAFAST_VERSION="${PROJECT_VERSION}")
  # CLI11 takes half a minute more to optimise, and reads a dozen words.
  target_compile_options(vafast_cli PRIVATE -O1)
  target_link_libraries(vafast_cli PRIVATE vafast_client vafast_hub vafast_token CLI11::CLI11 fmt::fmt
    tomlplusplus::tomlplusplus)
  # Its manual, which it writes by itself: of what --help says.
  set(manual ${PROJECT_BINARY_DIR}/man/man1)
  string(TIMESTAMP today %Y-%m-%d UTC)
  add_custom_command(OUTPUT ${manual}/vafast.1 VERBATIM DEPENDS vafast_cli
    COMMAND vafast_cli --man-pages ${manual} ${today})
  add_custom_target(vafast_manual ALL DEPENDS ${manual}/vafast.1)
endfunction()
