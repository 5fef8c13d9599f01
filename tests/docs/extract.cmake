# Takes the C++ out of Markdown files. A block with `int main` is a whole program; any other is a fragment, which may use
# a `client` and a `request`.
include(${CMAKE_CURRENT_LIST_DIR}/blocks.cmake)

# docs_extract(<folder> <markdown>...): writes program_1.cpp ... and fragments.cpp there; sets docs_programs and
# docs_fragments to how many there are, and docs_page_of_<number> to a program's page.
function(docs_extract folder)
  set(programs 0)
  set(fragments 0)
  set(includes "")
  set(functions "")
  set(calls "")
  docs_blocks(cpp block ${ARGN})
  foreach(number RANGE 1 ${block})
    set(code "${block_${number}}")
    set(page ${block_${number}_page})
    if(code MATCHES "int main")
      math(EXPR programs "${programs} + 1")
      set(docs_page_of_${programs} ${page} PARENT_SCOPE)
      file(CONFIGURE OUTPUT ${folder}/program_${programs}.cpp CONTENT "${code}\n" @ONLY)
      continue()
    endif()
    math(EXPR fragments "${fragments} + 1")
    string(REGEX MATCHALL "#include [^\n]*" lines "${code}")
    list(JOIN lines "\n" lines)
    string(APPEND includes "${lines}\n")
    string(REGEX REPLACE "#include [^\n]*\n" "" code "${code}")
    against_sandbox("${code}" code)
    set(client client)
    if(code MATCHES "segmind::Client client")
      set(client "")  # it makes its own
    endif()
    string(APPEND functions "// ${page}\nstatic void fragment_${fragments}([[maybe_unused]] segmind::Client& ${client},\n"
                            "  [[maybe_unused]] const segmind::Wan27R2VRequest& request) {\n${code}\n}\n\n")
    string(APPEND calls "  std::cout << \"${page}, fragment ${fragments}\" << std::endl;\n"
                        "  fragment_${fragments}(client, request);\n")
  endforeach()
  file(CONFIGURE OUTPUT ${folder}/fragments.cpp @ONLY CONTENT
       "#undef NDEBUG\n#include \"against_sandbox.hpp\"\n${includes}\n${functions}int main() {\n\
  write_hero();\n\
  segmind::Client client(sandbox_options());\n\
  const auto request = segmind::Wan27R2VRequest::Builder(\"A kite above a beach\").build();\n${calls}}\n")
  set(docs_programs ${programs} PARENT_SCOPE)
  set(docs_fragments ${fragments} PARENT_SCOPE)
endfunction()

# against_sandbox(<code> <variable>): the same code, whose clients call the sandbox. A client that was told nothing would
# call the service.
function(against_sandbox code variable)
  string(REPLACE "segmind::Client client;" "segmind::Client client(sandbox_options());" code "${code}")
  string(REPLACE "Client::try_create()" "Client::try_create(sandbox_options())" code "${code}")
  string(REPLACE "segmind::ClientOptions options;" "segmind::ClientOptions options = sandbox_options();" code "${code}")
  set(${variable} "${code}" PARENT_SCOPE)
endfunction()
