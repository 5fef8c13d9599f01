# What the sandbox is made of: for the build, and for whoever links the static sandbox. Sets segmind_libevent_FOUND and
# OpenSSL_FOUND. libevent by pkg-config, because the distributions' packages bring its .pc files but not always its
# CMake files.
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(segmind_libevent QUIET IMPORTED_TARGET libevent_core libevent_extra libevent_openssl)
endif()
find_package(OpenSSL QUIET)
