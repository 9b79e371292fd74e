# Files as constants in a C++ source: cmake -D OUTPUT=… -D DIRECTORY=… -D FILES="a;b" -P embed.cmake
# Each becomes {"/web/name", "media type", content} of vafast::cli::web_files().
set(types html "text/html\; charset=utf-8" css "text/css\; charset=utf-8" js "text/javascript\; charset=utf-8"
  svg "image/svg+xml")
set(entries "")
foreach(file IN LISTS FILES)
  cmake_path(GET file EXTENSION LAST_ONLY extension)
  string(SUBSTRING "${extension}" 1 -1 extension)
  list(FIND types "${extension}" at)
  math(EXPR at "${at} + 1")
  list(GET types ${at} type)
  file(READ ${DIRECTORY}/${file} bytes HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  string(MAKE_C_IDENTIFIER ${file} name)
  string(APPEND arrays "constexpr char ${name}[] = {${bytes}};\n")
  string(APPEND entries "    {\"/web/${file}\", \"${type}\", {${name}, sizeof ${name}}},\n")
endforeach()
file(WRITE ${OUTPUT} "// Made by cmake/embed.cmake from the files of web/.
#include \"cli/web_files.hpp\"

namespace vafast::cli {
namespace {

${arrays}
constexpr web_file files[] = {
${entries}};

}  // namespace

std::span<const web_file> web_files() { return files; }

}  // namespace vafast::cli
")
