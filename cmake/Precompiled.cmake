# Two precompiled headers for the whole project, each compiled once per build: the standard
# library and our vocabulary for modules, the same and GoogleTest for tests. Sources still include
# what they use, so they compile without them.
file(WRITE ${PROJECT_BINARY_DIR}/empty.cpp "")

function(custody_precompiled_library name)
  cmake_parse_arguments(PARSE_ARGV 1 L "" "" "HEADERS;LIBS")
  add_library(${name} OBJECT ${PROJECT_BINARY_DIR}/empty.cpp)
  target_link_libraries(${name} PRIVATE custody_flags ${L_LIBS})
  target_precompile_headers(${name} PRIVATE ${L_HEADERS})
  set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
endfunction()

set(standard_headers
  <algorithm> <array> <chrono> <cstdint> <cstring> <functional> <map> <memory> <optional> <span>
  <string> <string_view> <utility> <variant> <vector>)
custody_precompiled_library(custody_pch HEADERS ${standard_headers})
if(CUSTODY_TESTS)
  custody_precompiled_library(custody_test_pch
    HEADERS ${standard_headers} <gtest/gtest.h> LIBS GTest::gtest custody_test_flags)
endif()

function(custody_precompile target pch)
  target_precompile_headers(${target} REUSE_FROM ${pch})
endfunction()
