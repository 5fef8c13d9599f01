# For Windows on 64-bit Intel, from Debian, by mingw-w64. Programs run under Wine.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(segmind_mingw x86_64-w64-mingw32)
set(CMAKE_C_COMPILER ${segmind_mingw}-gcc-posix)
set(CMAKE_CXX_COMPILER ${segmind_mingw}-g++-posix)  # the threads of the standard library
set(CMAKE_RC_COMPILER ${segmind_mingw}-windres)

# What prefix.sh has built, and nothing of this machine's own.
get_filename_component(segmind_prefix ${CMAKE_CURRENT_LIST_DIR}/../../build/windows/prefix ABSOLUTE)
set(CMAKE_FIND_ROOT_PATH ${segmind_prefix} /usr/${segmind_mingw})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} ${segmind_prefix}/lib/pkgconfig)

find_program(CMAKE_CROSSCOMPILING_EMULATOR NAMES wine64 PATHS /usr/lib/wine)

# The tests' files have more sections than the older format of object files holds.
set(CMAKE_CXX_FLAGS_INIT -Wa,-mbig-obj)
