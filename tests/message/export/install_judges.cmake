# cmake -D SOURCE=tests/message/export -D INTO=directory -P install_judges.cmake
# Copies the programs in JavaScript into the directory and installs what they need with npm, where that was not done yet.
file(COPY ${SOURCE}/agreement.mjs ${SOURCE}/specification.ts ${SOURCE}/package.json ${SOURCE}/package-lock.json
  DESTINATION ${INTO})
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
  message(FATAL_ERROR "npm could not install ajv, typebox and typescript (see above). The first time, it needs the network.")
endif()
file(WRITE ${INTO}/installed ${wanted})
