#pragma once

#include <string>

#include "text/json.hpp"

namespace segmind::models {

/// Builds a request's body: one JSON object on one line, with its members in the order of put(). Invalid UTF-8 becomes
/// U+FFFD.
class JsonBody {
 public:
  void put(const char* name, const text::Json& value) {
    text_.append(text_.empty() ? "{\"" : ",\"").append(name).append("\":");
    text_ += text::to_text(value);
  }

  std::string take() { return text_.empty() ? "{}" : std::move(text_ += '}'); }

 private:
  std::string text_;
};

}  // namespace segmind::models
