# One language, one set of warnings, one hardening, for every target of ours.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(CUSTODY_FUZZ "Build libFuzzer targets (needs clang)" OFF)
option(CUSTODY_UNITY "Compile sources in batches: quicker from nothing, slower after a change" OFF)
set(CUSTODY_SANITIZE "" CACHE STRING "Sanitizers for the whole build, e.g. address,undefined")
# What ASan finds as well, or x86-64 forgives, and a third of the compiler's time. Fuzzing keeps all.
set(CUSTODY_SANITIZE_NOT "" CACHE STRING "Checks of those to leave out")

# -O1 and short debug information: sanitized code is quick to build and its traces name lines.
set(CMAKE_CXX_FLAGS_CHECKED "-O1 -g1")
# Assertions guard invariants in the field too, so no build type defines NDEBUG.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")

set(CUSTODY_UNITY_BATCH 20 CACHE STRING "Sources in a batch of CUSTODY_UNITY")
if(CUSTODY_UNITY)
  set(CMAKE_UNITY_BUILD ON)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE ${CUSTODY_UNITY_BATCH})
endif()

# ccache: paths are made relative so that a second checkout profits from the first, and
# precompiled headers are allowed to hit.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()

add_library(custody_flags INTERFACE)
target_compile_options(custody_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wundef -Wimplicit-fallthrough -Wunused-result -Wno-missing-field-initializers -Werror
  -fPIE -fstack-protector-strong -fstack-clash-protection -D_GLIBCXX_ASSERTIONS
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(custody_flags INTERFACE -fpch-preprocess)
endif()
if(CUSTODY_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # It takes a source in a batch for a header, whose types may not hold what is private to a file.
  target_compile_options(custody_flags INTERFACE -Wno-subobject-linkage)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(custody_flags INTERFACE -fcf-protection=full)
endif()

find_program(MOLD mold)
if(MOLD)
  target_link_options(custody_flags INTERFACE -fuse-ld=mold)
endif()
target_link_options(custody_flags INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack)

if(CUSTODY_SANITIZE)
  target_compile_options(custody_flags INTERFACE
    -fsanitize=${CUSTODY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(custody_flags INTERFACE -fsanitize=${CUSTODY_SANITIZE})
  if(CUSTODY_SANITIZE_NOT)
    target_compile_options(custody_flags INTERFACE -fno-sanitize=${CUSTODY_SANITIZE_NOT})
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC's flow analysis trips over the sanitizers' own code; the release build keeps the warning.
    target_compile_options(custody_flags INTERFACE
      -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow -Wno-restrict)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND NOT CUSTODY_FUZZ)
    # Machine code chosen as without optimisation: a sixth less time, as good to find mistakes.
    target_compile_options(custody_flags INTERFACE "SHELL:-mllvm -fast-isel")
  endif()
  if(CUSTODY_SANITIZE STREQUAL "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(custody_flags INTERFACE -Wno-tsan)  # Asio's fences, which TSan ignores
  endif()
else()
  target_compile_options(custody_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
# Tests are compiled in half the time without optimisation, and what they run is optimised.
add_library(custody_test_flags INTERFACE)
if(CUSTODY_SANITIZE AND NOT CUSTODY_FUZZ)
  target_compile_options(custody_test_flags INTERFACE -O0)
endif()
if(CUSTODY_FUZZ)
  target_compile_options(custody_flags INTERFACE -fsanitize=fuzzer-no-link)  # coverage feedback
endif()
