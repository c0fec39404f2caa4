# Tests are found, never listed: a test file that exists is built and run.
#   tests/unit/<module>/**/*_test.cpp   one GoogleTest binary <module>_test
#   tests/fuzz/<module>/*_fuzz.cpp      one libFuzzer binary each; in ordinary builds fuzz_replay has
#                                       them all and runs each over tests/fuzz/corpus/<name>/

add_custom_target(threaded_suites)  # what the build for data races compiles
add_custom_target(fuzzers)

# custody_unit_tests(<module> [THREADED] [USES <target>...]): THREADED suites also run under TSan.
function(custody_unit_tests module)
  cmake_parse_arguments(PARSE_ARGV 1 T "THREADED" "" "USES")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/tests/unit/${module}/*_test.cpp)
  if(NOT sources)
    message(FATAL_ERROR "tests/unit/${module} has no *_test.cpp")
  endif()
  custody_suite(${module}_test SOURCES ${sources} USES ${module} ${T_USES})
  if(T_THREADED)
    add_dependencies(threaded_suites ${module}_test)
    set_tests_properties(${module}_test PROPERTIES LABELS threads)
  endif()
endfunction()

# custody_thread_tests(<module> SOURCES <file>... USES <target>...): those tests of a module that has
# few threads which run under TSan too. The rest would take long to build there and show nothing.
function(custody_thread_tests module)
  cmake_parse_arguments(PARSE_ARGV 1 T "" "" "SOURCES;USES")
  custody_suite(${module}_threads_test SOURCES ${T_SOURCES} USES ${T_USES})
  add_dependencies(threaded_suites ${module}_threads_test)
  set_tests_properties(${module}_threads_test PROPERTIES LABELS threads)
endfunction()

# custody_suite(<name> [SHARDS <n>] SOURCES <file>... USES <target>...): one GoogleTest binary that
# fails when it ran nothing (tests/support/main.cpp). A long one that mostly waits is run as SHARDS
# suites of some of its tests each, at the same time.
function(custody_suite name)
  cmake_parse_arguments(PARSE_ARGV 1 T "" "SHARDS" "SOURCES;USES")
  add_executable(${name} ${T_SOURCES})
  target_link_libraries(${name} PRIVATE
    custody_flags custody_test_flags ${T_USES} test_support test_main)
  custody_precompile(${name} custody_test_pch)
  if(NOT T_SHARDS)
    set(T_SHARDS 1)
  endif()
  set(suites)
  foreach(shard RANGE 1 ${T_SHARDS})
    set(suite ${name})
    if(T_SHARDS GREATER 1)
      string(APPEND suite _${shard})
    endif()
    math(EXPR index "${shard} - 1")
    add_test(NAME ${suite} COMMAND ${name})
    # A ceiling against hanging, far above what any takes on a machine of its own.
    set_tests_properties(${suite} PROPERTIES
      TIMEOUT 900
      COST ${T_SHARDS}  # those that take longest begin first
      ENVIRONMENT "GTEST_TOTAL_SHARDS=${T_SHARDS};GTEST_SHARD_INDEX=${index}")
    list(APPEND suites ${suite})
  endforeach()
  set(${name}_suites ${suites} PARENT_SCOPE)
endfunction()

# custody_fuzzers(<module> [USES <target>...])
function(custody_fuzzers module)
  cmake_parse_arguments(PARSE_ARGV 1 F "" "" "USES")
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/fuzz/${module}/*_fuzz.cpp)
  foreach(source IN LISTS sources)
    cmake_path(GET source STEM name)
    set(corpus ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
    if(CUSTODY_FUZZ)
      add_executable(${name} ${source})
      target_compile_definitions(${name} PRIVATE CUSTODY_FUZZ)
      target_link_libraries(${name} PRIVATE custody_flags ${module} test_support ${F_USES})
      target_link_options(${name} PRIVATE -fsanitize=fuzzer)
      custody_precompile(${name} custody_pch)
      add_dependencies(fuzzers ${name})
      add_test(NAME ${name} COMMAND ${name} -runs=0 ${corpus})
    else()
      target_sources(fuzz_replay PRIVATE ${source})
      target_link_libraries(fuzz_replay PRIVATE ${module} ${F_USES})
      add_test(NAME ${name} COMMAND fuzz_replay ${name} ${corpus})
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT 300 LABELS fuzz)
  endforeach()
endfunction()

# custody_world(<name> SOURCES <file>... USES <target>...): what starts real programs from their unit
# files, shared by integration tests.
function(custody_world name)
  cmake_parse_arguments(PARSE_ARGV 1 W "" "" "SOURCES;USES")
  add_library(${name} STATIC ${W_SOURCES})
  target_compile_definitions(${name} PRIVATE
    CUSTODY_API_DIR="${PROJECT_SOURCE_DIR}/web/api"
    CUSTODY_BIN_DIR="${PROJECT_BINARY_DIR}/bin"
    CUSTODY_UNITS_DIR="${PROJECT_SOURCE_DIR}/systemd")
  target_include_directories(${name} PUBLIC ${PROJECT_BINARY_DIR}/include/tests)
  target_link_libraries(${name} PUBLIC ${W_USES} PRIVATE custody_flags)
  custody_precompile(${name} custody_pch)
endfunction()

# custody_integration(<folder> [SHARDS <n>] [USES <target>...] [PROGRAMS <target>...]): the *_test.cpp
# of tests/integration/<folder> as one GoogleTest binary, labelled integration. It is built after the
# programs it runs and finds them, the unit files and its own folder by compile definitions.
function(custody_integration folder)
  cmake_parse_arguments(PARSE_ARGV 1 T "" "SHARDS" "USES;PROGRAMS")
  set(name ${folder}_integration_test)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/tests/integration/${folder}/*_test.cpp)
  if(NOT sources)
    message(FATAL_ERROR "tests/integration/${folder} has no *_test.cpp")
  endif()
  custody_suite(${name} SHARDS ${T_SHARDS} SOURCES ${sources} USES ${T_USES})
  target_compile_definitions(${name} PRIVATE
    CUSTODY_BIN_DIR="${PROJECT_BINARY_DIR}/bin"
    CUSTODY_UNITS_DIR="${PROJECT_SOURCE_DIR}/systemd"
    CUSTODY_API_DIR="${PROJECT_SOURCE_DIR}/web/api"
    CUSTODY_TEST_DIR="${PROJECT_SOURCE_DIR}/tests/integration/${folder}"
    CUSTODY_TEST_BIN_DIR="${PROJECT_BINARY_DIR}/tests/integration/${folder}")
  # Which programs tests/passed.py looks at for a change.
  string(JOIN "," runs ${T_PROGRAMS})
  set_property(TEST ${${name}_suites} APPEND PROPERTY ENVIRONMENT "CUSTODY_RUNS=${runs}")
  set_tests_properties(${${name}_suites} PROPERTIES LABELS integration)
  if(T_PROGRAMS)
    add_dependencies(${name} ${T_PROGRAMS})
  endif()
endfunction()
