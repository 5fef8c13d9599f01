#pragma once

#include <string>

#include "sandbox/forms/fields.hpp"
#include "segmind/sandbox/options.hpp"

namespace segmind::sandbox::forms {

/// Options that go over the wire: a certificate goes as its content, which a program on another system can use.
struct SentOptions {
  Options options{};
  std::string certificate{};
  std::string private_key{};
};

/// Changes what the object names.
void read(const json& value, SentOptions& into, const Place& place);
json written(const SentOptions& options);

}  // namespace segmind::sandbox::forms
