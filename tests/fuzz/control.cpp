// What steers a sandbox from elsewhere: its forms in JSON, and the answers that RemoteServer reads.

#include <string>
#include <vector>

#include "fuzz.hpp"
#include "sandbox/forms/fault_form.hpp"
#include "sandbox/forms/options_form.hpp"
#include "sandbox/forms/server_forms.hpp"

namespace segmind::fuzz {
namespace {

using sandbox::forms::json;
using sandbox::forms::Place;
using sandbox::forms::read;
using sandbox::forms::written;

template <typename Form>
void check(const json& value) {
  std::vector<std::string> problems;
  Form form{};
  read(value, form, Place("", problems));
  for (const std::string& problem : problems) promise(!problem.empty(), "a problem has words");
  if (!problems.empty()) return;
  const json told = written(form);
  Form again{};
  read(told, again, Place("", problems));
  promise(problems.empty(), "what is written can be read");
  promise(written(again) == told, "what is read and written again is the same");
}

}  // namespace

FUZZ(control, input) {
  Reader reader(input);
  const unsigned which = reader.byte();
  const json value = json::parse(reader.rest(), nullptr, false);
  std::vector<std::string> problems;
  sandbox::Fault fault;
  sandbox::forms::read_fault_text(reader.rest(), fault, Place("", problems));
  if (value.is_discarded()) return;
  switch (which % 6) {
    case 0: return check<sandbox::Fault>(value);
    case 1: return check<sandbox::forms::SentOptions>(value);
    case 2: return check<sandbox::Counts>(value);
    case 3: return check<sandbox::SeenRequest>(value);
    case 4: return check<sandbox::Record>(value);
    default: return check<sandbox::ModelAnswer>(value);
  }
}

}  // namespace segmind::fuzz
