# The architecture, in one table: what each module may use. Read top-down; nothing may point
# upwards. docs/architecture.md draws this same table, and tests/tidy holds every direct #include
# against it.
set(LAYER_base      "")
set(LAYER_crypto    "base")
set(LAYER_media     "base;crypto")
set(LAYER_storage   "base;crypto")
set(LAYER_http      "base;crypto")
set(LAYER_appliance "base;crypto;storage;http")
set(LAYER_rtsp      "base;crypto;media;http")
set(LAYER_nvr       "base;crypto;media;storage;http;appliance;rtsp")
set(LAYER_camera_fw "base;crypto;media;storage;http;appliance;rtsp")

# custody_module(<name> SOURCES <file>... [USES <module>...] [PRIVATE_LIBS <target>...])
#
# A module sees only the headers of the modules it USES: each is published through its own include
# root, so a forbidden #include does not compile. A module without sources yet is only its place
# in the table.
function(custody_module name)
  cmake_parse_arguments(PARSE_ARGV 1 M "" "" "SOURCES;USES;PRIVATE_LIBS")
  custody_check_uses(${name} "${LAYER_${name}};${name}" "${M_USES}")  # parts of its own, too

  cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY ${PROJECT_SOURCE_DIR}
             OUTPUT_VARIABLE folder)
  set(root ${PROJECT_BINARY_DIR}/include/${name})
  cmake_path(GET folder PARENT_PATH parent)
  file(MAKE_DIRECTORY ${root}/${parent})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${root}/${folder} SYMBOLIC)

  if(NOT M_SOURCES)
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${root})
    target_link_libraries(${name} INTERFACE ${M_USES})
    return()
  endif()
  add_library(${name} STATIC ${M_SOURCES})
  target_include_directories(${name} PUBLIC ${root})
  target_link_libraries(${name} PUBLIC ${M_USES} PRIVATE custody_flags ${M_PRIVATE_LIBS})
  custody_precompile(${name} custody_pch)
endfunction()

# custody_part(<name> OF <module> SOURCES <file>... [USES <module>...] [PRIVATE_LIBS <target>...])
#
# A library of its own within a module, for what only some programs may link: who uses the module
# is not given the part. It may use what its module may use, and that module itself.
function(custody_part name)
  cmake_parse_arguments(PARSE_ARGV 1 P "" "OF" "SOURCES;USES;PRIVATE_LIBS")
  custody_check_uses("${P_OF} (${name})" "${LAYER_${P_OF}};${P_OF}" "${P_USES}")
  set_property(GLOBAL PROPERTY CUSTODY_PART_${name} ${P_OF})
  add_library(${name} STATIC ${P_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_BINARY_DIR}/include/${P_OF})
  target_link_libraries(${name} PUBLIC ${P_USES} PRIVATE custody_flags ${P_PRIVATE_LIBS})
  custody_precompile(${name} custody_pch)
endfunction()

# custody_program(<name> SOURCES <file>... USES <module>...): a daemon or tool in bin/. A program
# may use what the module it lives in may use, and that module itself.
function(custody_program name)
  cmake_parse_arguments(PARSE_ARGV 1 P "" "HOME" "SOURCES;USES;PRIVATE_LIBS")
  custody_check_uses("${P_HOME} (${name})" "${LAYER_${P_HOME}};${P_HOME}" "${P_USES}")
  add_executable(${name} ${P_SOURCES})
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  target_compile_definitions(${name} PRIVATE CUSTODY_VERSION="${PROJECT_VERSION}")
  target_link_libraries(${name} PRIVATE custody_flags ${P_USES} ${P_PRIVATE_LIBS})
endfunction()

function(custody_check_uses who allowed uses)
  foreach(dep IN LISTS uses)
    get_property(module GLOBAL PROPERTY CUSTODY_PART_${dep})
    if(module)
      set(dep ${module})
    endif()
    if(NOT dep IN_LIST allowed)
      message(FATAL_ERROR "layering: '${who}' may not use '${dep}' (see cmake/Modules.cmake)")
    endif()
  endforeach()
endfunction()
