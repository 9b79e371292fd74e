# cmake -D SOURCE=tests/integration -D INTO=directory -P install_peers.cmake
# Copies the peers into the directory and installs what they need with npm, where that was not done yet. Bun's program
# comes with several packages, one for each system; INTO/bun leads to the one that runs here. The packages' own install
# scripts are not run: npm leaves that to the user's settings.

file(GLOB peers ${SOURCE}/peers/*.mjs ${SOURCE}/peers/*.js ${SOURCE}/peers/*.py ${SOURCE}/chat/*.mjs)
file(COPY ${peers} ${SOURCE}/package.json ${SOURCE}/package-lock.json DESTINATION ${INTO})
file(SHA256 ${SOURCE}/package-lock.json wanted)
if(EXISTS ${INTO}/installed)
  file(READ ${INTO}/installed installed)
endif()
if(wanted STREQUAL "${installed}")
  return()
endif()

file(REMOVE ${INTO}/installed)
find_program(NPM npm)
if(NOT NPM)
  message(FATAL_ERROR "The program npm is not installed. Run scripts/setup --tests, or: apt-get install npm")
endif()
execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund WORKING_DIRECTORY ${INTO} RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "npm could not install ws and bun (see above). The first time, it needs the network.")
endif()

file(GLOB candidates ${INTO}/node_modules/@oven/bun-linux-*/bin/bun)
foreach(candidate IN LISTS candidates)
  execute_process(COMMAND ${candidate} --version RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
  if(failed EQUAL 0)
    file(CREATE_LINK ${candidate} ${INTO}/bun SYMBOLIC)
    file(WRITE ${INTO}/installed ${wanted})
    return()
  endif()
endforeach()
message(FATAL_ERROR "None of the packages of Bun that npm installed runs here: ${candidates}")
