# What all targets of this project have in common. Everything is set on our own targets and nothing on directories or
# CMAKE_ variables, so that a project which includes this one finds its own flags as they were.

# A release by a compiler that knows GCC's levels.
set(segmind_release $<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU,Clang,AppleClang>>)

function(segmind_compile_options target)
  target_compile_features(${target} PRIVATE cxx_std_17)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  if(WIN32)
    target_compile_definitions(${target} PRIVATE NOMINMAX WIN32_LEAN_AND_MEAN)
  endif()
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    # -fexceptions: a parent project may do without, and the library turns its own into errors.
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -fexceptions)
    if(SEGMIND_WERROR)
      target_compile_options(${target} PRIVATE -Werror)
    endif()
  elseif(MSVC)
    target_compile_options(${target} PRIVATE /W4 /utf-8 $<$<BOOL:${SEGMIND_WERROR}>:/WX>)
    target_compile_definitions(${target} PRIVATE _CRT_SECURE_NO_WARNINGS)  # C4996, of standard C and C++
  endif()
endfunction()

# Only what the headers mark with SEGMIND_EXPORT leaves a shared library. A plugin that holds a static one can be
# unloaded: GCC's unique symbols, such as some of the standard library's templates have, would keep it.
function(segmind_hide_symbols target)
  set_target_properties(${target} PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
                                             POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
endfunction()

# Optimized as a whole, a shared library is a tenth smaller, where its linker can do that. A static one is left alone: its
# user's linker may not read what that takes.
function(segmind_optimize_whole)
  include(CheckCXXSourceCompiles)
  set(CMAKE_REQUIRED_FLAGS -flto)
  set(CMAKE_EXE_LINKER_FLAGS ${CMAKE_SHARED_LINKER_FLAGS})  # the check links a program
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    check_cxx_source_compiles("int main() {}" segmind_can_optimize_whole)
  endif()
  if(segmind_can_optimize_whole)
    set_target_properties(${ARGN} PROPERTIES INTERPROCEDURAL_OPTIMIZATION_RELEASE ON)
  endif()
endfunction()

# What the loader puts in when a program starts is a tenth of a shared library as a list, and next to nothing as a
# bitmap. Older loaders do not read that: glibc's does since 2.36.
function(segmind_pack_relocations target)
  include(CheckCXXSourceCompiles)
  set(packed LINKER:-z,pack-relative-relocs)
  set(CMAKE_REQUIRED_LINK_OPTIONS ${packed})
  set(CMAKE_EXE_LINKER_FLAGS ${CMAKE_SHARED_LINKER_FLAGS})  # the check links a program
  check_cxx_source_compiles("#include <cstdlib>
    #if !__GLIBC_PREREQ(2, 36)
    #error
    #endif
    int main() {}" segmind_packs_relocations FAIL_REGEX "ignored|unknown -z")
  if(segmind_packs_relocations)
    target_link_options(${target} PRIVATE ${packed})
  endif()
endfunction()

# A library that is installed: segmind itself (macro prefix SEGMIND), and the sandbox (SEGMIND_SANDBOX). A user's
# program gets <prefix>_STATIC when it is static; the library's own objects need <prefix>_BUILDING when it is not. A
# fourth argument names another file of exported symbols than exported.map.
function(segmind_public_library target export_name prefix)
  set(exported ${segmind_SOURCE_DIR}/cmake/exported.map)
  if(ARGC GREATER 3)
    set(exported ${segmind_SOURCE_DIR}/cmake/${ARGV3})
  endif()
  add_library(segmind::${export_name} ALIAS ${target})
  if(NOT prefix STREQUAL "SEGMIND_C")  # whose users may have no C++ compiler
    target_compile_features(${target} PUBLIC cxx_std_17)
  endif()
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${segmind_SOURCE_DIR}/include>)
  # While the major version is 0 every minor version may change the binary interface, so its number is part of the
  # SONAME: a program that was linked with 0.1 must not start with 0.2.
  if(segmind_VERSION_MAJOR EQUAL 0)
    set(soversion ${segmind_VERSION_MAJOR}.${segmind_VERSION_MINOR})
  else()
    set(soversion ${segmind_VERSION_MAJOR})
  endif()
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${export_name} VERSION ${segmind_VERSION}
                                             SOVERSION ${soversion})
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "STATIC_LIBRARY")
    target_compile_definitions(${target} PUBLIC ${prefix}_STATIC)
    return()
  endif()
  target_compile_definitions(${target} PRIVATE ${prefix}_BUILDING)
  # Members of the standard library's types in exported classes: a program has the same standard library as its DLLs, or
  # neither would work.
  target_compile_options(${target} PUBLIC $<$<CXX_COMPILER_ID:MSVC>:/wd4251> $<$<CXX_COMPILER_ID:MSVC>:/wd4275>)
  if(UNIX AND NOT APPLE)
    target_link_options(${target} PRIVATE LINKER:--version-script=${exported})
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${exported})
    segmind_pack_relocations(${target})
  endif()
endfunction()

# An engine of the journal: a component that is installed, and that the core does not need. Of the core it uses more
# than the face; a shared library, which shows the face alone, has that within.
function(segmind_journal_engine target export_name)
  add_library(${target} ${ARGN})
  segmind_compile_options(${target})
  segmind_hide_symbols(${target})
  segmind_public_library(${target} ${export_name} SEGMIND_JOURNAL)
  target_include_directories(${target} PRIVATE ${segmind_SOURCE_DIR}/src)
  target_link_libraries(${target} PUBLIC segmind::segmind)
  get_target_property(type ${target} TYPE)
  if(NOT type STREQUAL "STATIC_LIBRARY")
    foreach(file IN ITEMS journal/rules journal/stored_journal os/process os/write_signals)
      target_sources(${target} PRIVATE ${segmind_SOURCE_DIR}/src/${file}.cpp)
    endforeach()
  endif()
endfunction()
