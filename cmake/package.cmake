# cpack (scripts/package): what install.cmake installs, as two packages of Debian. vafast is the command with its
# manual; libvafast-dev is the library with its headers, for those who build programs.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME vafast)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each package has its own
# Who packs says who they are in Debian's variables.
if(DEFINED ENV{DEBEMAIL})
  set(CPACK_PACKAGE_CONTACT "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
else()
  set(CPACK_PACKAGE_CONTACT "the vafast authors <vafast@localhost>")
endif()
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL development)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "real-time WebSocket client for C++20 (development files)
Messages are plain structs, and the connection heals itself. This is the
library, its headers, its testing kit, and what CMake and pkg-config need
to find them.")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libvafast-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
# What the static library is linked with.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libssl-dev (>= 3), libsimdjson-dev, zlib1g-dev")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS vafast)

if(VAFAST_COMMAND)
  list(APPEND CPACK_COMPONENTS_ALL command)
  set(CPACK_COMPONENT_COMMAND_DESCRIPTION "WebSocket hub, and a client for the command line
vafast serve is a hub: rooms, broadcast, users and presence, and nothing is
missed after a reconnect. vafast connect talks to any WebSocket server, and
other verbs measure servers, print what crossed the wire, and play it again.")
  set(CPACK_DEBIAN_COMMAND_PACKAGE_NAME vafast)
  set(CPACK_DEBIAN_COMMAND_PACKAGE_SECTION net)
endif()

set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/package_documents.cmake)
include(CPack)
