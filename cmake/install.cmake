# What `cmake --install` puts where. Components: segmind_runtime (shared libraries), segmind_development (what a
# compiler needs), segmind_sandbox (the local server: program, library and headers), segmind_cli (the program segmind,
# which needs the two libraries where they are shared), segmind_journal_sqlite and segmind_journal_postgres (an engine of
# the journal: library and header), segmind_c (the C face: library and headers), segmind_c_sandbox,
# segmind_c_journal_sqlite and segmind_c_journal_postgres (what the C face has for the other components).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/segmind)

install(TARGETS segmind EXPORT segmind
        RUNTIME COMPONENT segmind_runtime
        LIBRARY COMPONENT segmind_runtime NAMELINK_COMPONENT segmind_development
        ARCHIVE COMPONENT segmind_development
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT segmind FILE segmindTargets.cmake NAMESPACE segmind:: DESTINATION ${package_dir}
        COMPONENT segmind_development)
install(DIRECTORY include/segmind DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT segmind_development
        FILES_MATCHING PATTERN "*.hpp" PATTERN "sandbox*" EXCLUDE PATTERN "sqlite.hpp" EXCLUDE
        PATTERN "postgres.hpp" EXCLUDE PATTERN "segmind/c" EXCLUDE)

# A program finds the shared libraries beside it, wherever the whole was put.
file(RELATIVE_PATH bin_to_lib ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
set(beside_program $<IF:$<PLATFORM_ID:Darwin>,@loader_path,$ORIGIN>/${bin_to_lib})

# The sandbox has an export of its own: without libevent, or without the sandbox, the library is usable all the same.
if(SEGMIND_BUILD_SANDBOX)
  install(TARGETS segmind_sandbox EXPORT segmind_sandbox COMPONENT segmind_sandbox
          INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT segmind_sandbox FILE segmindSandboxTargets.cmake NAMESPACE segmind:: DESTINATION ${package_dir}
          COMPONENT segmind_sandbox)
  install(DIRECTORY include/segmind/sandbox DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/segmind COMPONENT segmind_sandbox
          FILES_MATCHING PATTERN "*.hpp")
  install(FILES cmake/segmindSandboxDependencies.cmake DESTINATION ${package_dir} COMPONENT segmind_sandbox)
  if(TARGET segmind_sandbox_program)
    set_target_properties(segmind_sandbox_program PROPERTIES INSTALL_RPATH ${beside_program})
    install(TARGETS segmind_sandbox_program COMPONENT segmind_sandbox)
  endif()
endif()

if(SEGMIND_BUILD_CLI)
  set_target_properties(segmind_cli PROPERTIES INSTALL_RPATH ${beside_program})
  install(TARGETS segmind_cli EXPORT segmind_cli COMPONENT segmind_cli)
  install(EXPORT segmind_cli FILE segmindCliTargets.cmake NAMESPACE segmind:: DESTINATION ${package_dir}
          COMPONENT segmind_cli)
  install(FILES src/cli/segmind.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME segmind
          COMPONENT segmind_cli)
endif()

# Likewise each engine of the journal.
foreach(engine IN ITEMS Sqlite Postgres)
  string(TOLOWER ${engine} name)
  set(component segmind_journal_${name})
  if(NOT TARGET ${component})
    continue()
  endif()
  install(TARGETS ${component} EXPORT ${component} COMPONENT ${component}
          INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT ${component} FILE segmindJournal${engine}Targets.cmake NAMESPACE segmind:: DESTINATION ${package_dir}
          COMPONENT ${component})
  install(FILES include/segmind/journal/${name}.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/segmind/journal
          COMPONENT ${component})
  install(FILES cmake/segmindJournal${engine}Dependencies.cmake DESTINATION ${package_dir} COMPONENT ${component})
endforeach()

# The C face, and what it has for the sandbox and for each engine: each with an export of its own, because each needs
# that of what it is for.
if(SEGMIND_BUILD_C)
  install(FILES include/segmind/c/segmind.h include/segmind/c/export.h
          DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/segmind/c COMPONENT segmind_c)
  foreach(part IN ITEMS C CSandbox CJournalSqlite CJournalPostgres)
    string(REGEX REPLACE "([A-Za-z])([A-Z])" "\\1_\\2" name ${part})
    string(TOLOWER ${name} name)
    if(NOT TARGET segmind_${name})
      continue()
    endif()
    install(TARGETS segmind_${name} EXPORT segmind_${name} COMPONENT segmind_${name}
            INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
    install(EXPORT segmind_${name} FILE segmind${part}Targets.cmake NAMESPACE segmind:: DESTINATION ${package_dir}
            COMPONENT segmind_${name})
    string(REGEX REPLACE "^c_" "" header ${name})
    if(NOT name STREQUAL "c")
      install(FILES include/segmind/c/${header}.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/segmind/c
              COMPONENT segmind_${name})
    endif()
  endforeach()
endif()

get_target_property(library_type segmind TYPE)
if(library_type STREQUAL "STATIC_LIBRARY")
  set(segmind_is_static ON)
  set(find_dependencies "find_dependency(CURL 7.81)\nfind_dependency(Threads)")
else()
  set(segmind_is_static OFF)
  set(find_dependencies "# A shared library: what it is made of is its own affair.")
endif()
configure_package_config_file(cmake/segmindConfig.cmake.in ${PROJECT_BINARY_DIR}/segmindConfig.cmake
                              INSTALL_DESTINATION ${package_dir} NO_CHECK_REQUIRED_COMPONENTS_MACRO)
# SameMinorVersion while the major version is 0, for the reason that the SONAME gives.
if(PROJECT_VERSION_MAJOR EQUAL 0)
  set(compatibility SameMinorVersion)
else()
  set(compatibility SameMajorVersion)
endif()
write_basic_package_version_file(${PROJECT_BINARY_DIR}/segmindConfigVersion.cmake COMPATIBILITY ${compatibility})
install(FILES ${PROJECT_BINARY_DIR}/segmindConfig.cmake ${PROJECT_BINARY_DIR}/segmindConfigVersion.cmake
        DESTINATION ${package_dir} COMPONENT segmind_development)

# pkg-config. `pkg-config --libs segmind` has to be enough for either flavour, so a static library names libcurl under
# Requires: with --static alone, libcurl's own static dependencies would be wanted too, which few systems have.
if(segmind_is_static)
  set(pc_requires "libcurl >= 7.81")
  set(pc_libs "-pthread")
  if(CMAKE_DL_LIBS)
    string(APPEND pc_libs " -l${CMAKE_DL_LIBS}")
  endif()
  set(pc_cflags "-DSEGMIND_STATIC")
endif()
# Relative to the file itself, so that the installed folder can be moved; absolute where a packager gave absolute folders.
# Of the former pkg-config escapes the blanks itself.
foreach(folder IN ITEMS PREFIX LIBDIR INCLUDEDIR)
  string(REPLACE " " "\\ " pc_${folder} "${CMAKE_INSTALL_${folder}}")
endforeach()
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
  set(pc_prefix "${pc_PREFIX}")
else()
  file(RELATIVE_PATH pc_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
  set(pc_prefix "\${pcfiledir}/${pc_prefix}")
endif()
cmake_path(APPEND pc_libdir "\${prefix}" "${pc_LIBDIR}")
cmake_path(APPEND pc_includedir "\${prefix}" "${pc_INCLUDEDIR}")
configure_file(cmake/segmind.pc.in ${PROJECT_BINARY_DIR}/segmind.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/segmind.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
        COMPONENT segmind_development)

# A C compiler's linker is told of the C++ library, too, after what needs it.
if(SEGMIND_BUILD_C)
  if(segmind_is_static)
    set(pc_c_requires "${pc_requires}")
    set(pc_c_cflags "-DSEGMIND_C_STATIC")
    set(of_cpp ${CMAKE_CXX_IMPLICIT_LINK_LIBRARIES})
    list(FILTER of_cpp INCLUDE REGEX "^(stdc|c)\\+\\+$")
    list(TRANSFORM of_cpp PREPEND " -l")
    list(JOIN of_cpp "" of_cpp)
    set(pc_c_libs "-lsegmind ${pc_libs}${of_cpp} -lm")
  endif()
  if(NOT segmind_is_static)  # which the linker has to find, too
    set(pc_c_libs "-lsegmind")
  endif()
  configure_file(cmake/segmind_c.pc.in ${PROJECT_BINARY_DIR}/segmind_c.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/segmind_c.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT segmind_c)
endif()

install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT segmind_development)

if(PROJECT_IS_TOP_LEVEL AND library_type STREQUAL "SHARED_LIBRARY" AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
  include(cmake/packaging/deb.cmake)
endif()
