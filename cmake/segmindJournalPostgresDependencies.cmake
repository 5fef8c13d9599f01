# What the journal on PostgreSQL is made of, likewise. Sets segmind_libpq_FOUND. By pkg-config, because CMake's own
# module wants the server's headers, too.
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(segmind_libpq QUIET IMPORTED_TARGET libpq)
endif()
