# Where libevent is: for the build, and for whoever links the static sandbox. By pkg-config, because the distributions'
# packages bring its .pc files but not always its CMake files. Sets segmind_libevent_FOUND.
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(segmind_libevent QUIET IMPORTED_TARGET libevent_core libevent_extra libevent_openssl libevent_pthreads)
endif()
