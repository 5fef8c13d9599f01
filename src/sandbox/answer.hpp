#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "segmind/sandbox/fault.hpp"

namespace segmind::sandbox {

/// The body of an answer: a part of kept bytes, or filler that is made while it is sent.
struct Body {
  std::shared_ptr<const std::string> bytes;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  bool filler = false;

  static Body of(std::string text);
  static Body of(std::shared_ptr<const std::string> bytes);
  static Body of(std::shared_ptr<const std::string> bytes, std::uint64_t offset, std::uint64_t size);
  static Body filler_of(std::uint64_t size);
};

/// An answer to a client. `headers` holds all but Date, Content-Length and Connection.
struct Answer {
  int status = 200;
  Headers headers;
  Body body;

  void set(std::string name, std::string value);
  void drop(std::string_view name);
  bool has(std::string_view name) const noexcept;
};

Answer json_answer(int status, std::string json);

/// An error in the service's usual shape.
Answer error_answer(int status, std::string_view text);
Answer html_answer(int status);

std::string_view reason_phrase(int status) noexcept;
bool same_name(std::string_view a, std::string_view b) noexcept;

/// The answer's head as it goes over the wire.
std::string head_text(const Answer& answer);

}  // namespace segmind::sandbox
