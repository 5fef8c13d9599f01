# What vcpkg does with the port, as far as it needs no vcpkg:  cmake -DSOURCE=... -DWORK=... -P vcpkg.cmake
# Dependencies are the system's, and a release is all that is built.
cmake_minimum_required(VERSION 3.21)
set(CURRENT_PACKAGES_DIR ${WORK}/package)
set(PORT segmind)
set(FEATURES core c cli journal-sqlite sandbox)

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
endfunction()

function(vcpkg_check_features)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" OUT_FEATURE_OPTIONS FEATURES)
  set(found)
  while(arg_FEATURES)
    list(POP_FRONT arg_FEATURES feature option)
    file(READ ${SOURCE}/cmake/packaging/vcpkg/vcpkg.json manifest)
    string(JSON described GET "${manifest}" features ${feature} description)
    if(feature IN_LIST FEATURES)
      list(APPEND found -D${option}=ON)
    else()
      list(APPEND found -D${option}=OFF)
    endif()
  endwhile()
  set(${arg_OUT_FEATURE_OPTIONS} ${found} PARENT_SCOPE)
endfunction()

function(vcpkg_find_acquire_program variable)
  string(REPLACE "PKGCONFIG" "pkg-config" name ${variable})
  find_program(${variable} ${name} REQUIRED)
endfunction()

function(vcpkg_cmake_configure)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" SOURCE_PATH OPTIONS)
  run(${CMAKE_COMMAND} -S ${arg_SOURCE_PATH} -B ${WORK}/build -G Ninja ${arg_OPTIONS} -DBUILD_SHARED_LIBS=OFF
      -DCMAKE_BUILD_TYPE=Release -DCMAKE_UNITY_BUILD=ON -DCMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR}
      -DCMAKE_INSTALL_LIBDIR=lib)
endfunction()

function(vcpkg_cmake_install)
  run(${CMAKE_COMMAND} --build ${WORK}/build --target install)
endfunction()

function(vcpkg_cmake_config_fixup)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" CONFIG_PATH "")
  file(MAKE_DIRECTORY ${CURRENT_PACKAGES_DIR}/share)
  file(RENAME ${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH} ${CURRENT_PACKAGES_DIR}/share/${PORT})
  # They lie a folder less deep now, and programs beside each other.
  file(GLOB files ${CURRENT_PACKAGES_DIR}/share/${PORT}/*.cmake)
  set(up "get_filename_component(_IMPORT_PREFIX \"\${_IMPORT_PREFIX}\" PATH)\n")
  foreach(file IN LISTS files)
    file(READ ${file} contents)
    string(REPLACE "${up}${up}${up}" "${up}${up}" contents "${contents}")
    string(REPLACE "/../../../" "/../../" contents "${contents}")
    string(REPLACE "{_IMPORT_PREFIX}/bin/" "{_IMPORT_PREFIX}/tools/${PORT}/" contents "${contents}")
    file(WRITE ${file} "${contents}")
  endforeach()
endfunction()

function(vcpkg_fixup_pkgconfig)
  run(${CMAKE_COMMAND} -E env PKG_CONFIG_PATH=${CURRENT_PACKAGES_DIR}/lib/pkgconfig pkg-config --exists ${PORT})
endfunction()

function(vcpkg_copy_tools)
  cmake_parse_arguments(PARSE_ARGV 0 arg AUTO_CLEAN "" TOOL_NAMES)
  foreach(tool IN LISTS arg_TOOL_NAMES)
    file(INSTALL ${CURRENT_PACKAGES_DIR}/bin/${tool} DESTINATION ${CURRENT_PACKAGES_DIR}/tools/${PORT}
         USE_SOURCE_PERMISSIONS)
    file(REMOVE ${CURRENT_PACKAGES_DIR}/bin/${tool})
  endforeach()
endfunction()

function(vcpkg_install_copyright)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "" FILE_LIST)
  file(INSTALL ${arg_FILE_LIST} DESTINATION ${CURRENT_PACKAGES_DIR}/share/${PORT})
endfunction()

file(REMOVE_RECURSE ${WORK})
include(${SOURCE}/cmake/packaging/vcpkg/portfile.cmake)
run(${CURRENT_PACKAGES_DIR}/tools/${PORT}/segmind --version)
