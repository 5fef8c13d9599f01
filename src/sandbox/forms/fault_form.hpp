#pragma once

#include <string_view>

#include "sandbox/forms/fields.hpp"

namespace segmind::sandbox::forms {

/// The words of a fault: the members of its JSON form, and the words of --fault. Null: no such word.
const Field<Fault>* fault_word(std::string_view name);

/// Reads an object of these words, or a text as --fault takes it, and names every problem.
void read(const json& value, Fault& into, const Place& place);
json written(const Fault& fault);

/// Reads "generate:status=504,times=2"; see fault_grammar().
void read_fault_text(std::string_view text, Fault& into, const Place& place);

}  // namespace segmind::sandbox::forms
