# A parent project may bring these itself, under the same target names.

# segmind_needs_version(<target> <version> <macro> <header>...): ends the configuration where the headers of a parent's
# target are older. They tell it in <macro>_MAJOR, _MINOR and _PATCH; headers that do not are left to the compiler.
function(segmind_needs_version target version macro)
  get_target_property(aliased ${target} ALIASED_TARGET)
  if(aliased)
    set(target ${aliased})
  endif()
  get_target_property(folders ${target} INTERFACE_INCLUDE_DIRECTORIES)
  string(REGEX REPLACE "\\$<BUILD_INTERFACE:([^>]*)>" "\\1" folders "${folders}")
  find_file(header NAMES ${ARGN} PATHS ${folders} PATH_SUFFIXES ${CMAKE_LIBRARY_ARCHITECTURE} NO_DEFAULT_PATH NO_CACHE)
  if(NOT header)
    return()
  endif()
  file(STRINGS ${header} found REGEX "define ${macro}_(MAJOR|MINOR|PATCH) ")
  string(REGEX MATCHALL " [0-9]+" found "${found}")
  string(REGEX REPLACE "; " "." found "${found}")
  string(STRIP "${found}" found)
  if(found AND found VERSION_LESS version)
    message(FATAL_ERROR "segmind needs ${target} ${version} or later. This project brings ${found}: ${header}")
  endif()
endfunction()

if(TARGET CURL::libcurl)
  segmind_needs_version(CURL::libcurl 7.81 LIBCURL_VERSION curl/curlver.h)
else()
  # 7.80 brought CURLOPT_PREREQFUNCTION, which guards what pays; 7.81 is what was tried. Before 7.87 cancelling waits for a
  # name lookup.
  find_package(CURL 7.81 REQUIRED)
endif()
if(TARGET nlohmann_json::nlohmann_json)
  segmind_needs_version(nlohmann_json::nlohmann_json 3.10 NLOHMANN_JSON_VERSION nlohmann/detail/abi_macros.hpp
                        nlohmann/json.hpp)
else()
  find_package(nlohmann_json 3.10 REQUIRED)
endif()
if(NOT TARGET Threads::Threads)
  find_package(Threads REQUIRED)
endif()
