# Takes the C and the Python out of Markdown files. A block of C with `int main` is a whole program; any other is a
# fragment, which may use a `client` and a `request`. The blocks of Python are one program.
include(${CMAKE_CURRENT_LIST_DIR}/blocks.cmake)

# docs_extract_c(<file> <markdown>...): writes one program of C that runs them all against the sandbox. A client that was
# told nothing would call the service.
function(docs_extract_c file)
  docs_blocks(c block ${ARGN})
  if(block LESS 5)
    message(FATAL_ERROR "Of docs, ${block} blocks of C were found")
  endif()
  set(includes "")
  set(functions "")
  set(calls "")
  foreach(number RANGE 1 ${block})
    set(code "${block_${number}}")
    string(REGEX MATCHALL "#include [^\n]*" lines "${code}")
    list(JOIN lines "\n" lines)
    string(APPEND includes "${lines}\n")
    string(REGEX REPLACE "#include [^\n]*\n" "" code "${code}")
    string(REPLACE "segmind_client_create(NULL" "segmind_client_create(against_sandbox()" code "${code}")
    if(code MATCHES "int main")
      string(REPLACE "int main(void)" "static int program_${number}(void)" code "${code}")
      string(APPEND functions "${code}\n\n")
      string(APPEND calls "  if (program_${number}() != 0) return 1;\n")
    else()
      string(APPEND functions "static void fragment_${number}(segmind_client* client, const segmind_request* request) {\n"
                              "(void)client;\n(void)request;\n${code}\n}\n\n")
      string(APPEND calls "  fragment_${number}(client, request);\n")
    endif()
  endforeach()
  file(CONFIGURE OUTPUT ${file} @ONLY CONTENT
       "#include \"against_sandbox.h\"\n${includes}\n${functions}int main(void) {\n\
  segmind_client* client = new_client();\n  segmind_request* request = new_request();\n${calls}\
  segmind_request_free(request);\n  segmind_client_free(client);\n  return 0;\n}\n")
endfunction()

# docs_extract_python(<file> <markdown>...)
function(docs_extract_python file)
  docs_blocks(python block ${ARGN})
  set(program "")
  foreach(number RANGE 1 ${block})
    string(APPEND program "${block_${number}}\n")
  endforeach()
  file(CONFIGURE OUTPUT ${file} @ONLY CONTENT "${program}")
endfunction()
