# An overlay port: builds the clone that it stands in, as `vcpkg install segmind --overlay-ports=<clone>/cmake/packaging/vcpkg`.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

vcpkg_check_features(OUT_FEATURE_OPTIONS options FEATURES
  c SEGMIND_BUILD_C
  cli SEGMIND_BUILD_CLI
  journal-postgres SEGMIND_BUILD_JOURNAL_POSTGRES
  journal-sqlite SEGMIND_BUILD_JOURNAL_SQLITE
  sandbox SEGMIND_BUILD_SANDBOX)
if("sandbox" IN_LIST FEATURES OR "journal-postgres" IN_LIST FEATURES)  # whose libraries are looked for so
  vcpkg_find_acquire_program(PKGCONFIG)
  list(APPEND options "-DPKG_CONFIG_EXECUTABLE=${PKGCONFIG}")
endif()
vcpkg_cmake_configure(SOURCE_PATH "${SOURCE_PATH}" OPTIONS ${options} -DSEGMIND_BUILD_TESTS=OFF
                      -DSEGMIND_BUILD_EXAMPLES=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/segmind)
vcpkg_fixup_pkgconfig()
if("cli" IN_LIST FEATURES)
  vcpkg_copy_tools(TOOL_NAMES segmind AUTO_CLEAN)
endif()
if("sandbox" IN_LIST FEATURES)
  vcpkg_copy_tools(TOOL_NAMES segmind-sandbox AUTO_CLEAN)
endif()
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
