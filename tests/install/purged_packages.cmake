# Lets dpkg take the packages out of INTO/root again, where installed_packages.cmake put them.
set(ENV{PATH} "$ENV{PATH}:/usr/sbin:/sbin")  # where dpkg looks for ldconfig
execute_process(COMMAND dpkg --root=${INTO}/root --force-not-root --purge vafast libvafast-dev OUTPUT_QUIET
  COMMAND_ERROR_IS_FATAL ANY)
file(GLOB_RECURSE left ${INTO}/root/usr/*)
if(left)
  message(FATAL_ERROR "Still there after the packages were purged: ${left}")
endif()
