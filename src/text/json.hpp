#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// For .cpp files alone: the JSON library adds 78,000 lines to what includes this.
namespace segmind::text {

using Json = nlohmann::json;

/// A parsed text; empty when the text was no JSON. Its destructor allocates no memory. The JSON library's own
/// destructor does, and ends the program when there is none.
class Document {
 public:
  Document() noexcept = default;
  explicit Document(Json root) noexcept : root_(std::move(root)) {}
  Document(Document&&) noexcept = default;
  Document& operator=(Document&&) = delete;
  ~Document();

  explicit operator bool() const noexcept { return root_.has_value(); }
  Json& operator*() noexcept { return *root_; }
  const Json& operator*() const noexcept { return *root_; }
  const Json* operator->() const noexcept { return &*root_; }

 private:
  std::optional<Json> root_;
};

inline constexpr std::size_t max_json_bytes = 4 * 1024 * 1024;  // metadata, never a clip
inline constexpr std::size_t max_json_depth = 64;               // the service's answers need five

/// Parses a body from the network; nothing when it is not JSON, is nested too deeply, or is too large. No locale
/// matters. Accepts what real servers write though JSON forbids it: NaN and Infinity (null afterwards), numbers too
/// large for a double (null), bytes that are not UTF-8 and halves of surrogate pairs (U+FFFD), a byte order mark.
Document parse_json(std::string_view body);

/// Writes JSON without blanks, alike in every locale. Bytes that are not UTF-8 become U+FFFD.
std::string to_text(const Json& value);

/// Makes an array or an object empty. Allocates no memory.
void empty_out(Json& value) noexcept;

/// The member of that name; nullptr when there is none, when it is null, or when this is no object.
const Json* member(const Json& object, const char* name);

/// The first of these members that is there and is not null.
const Json* member(const Json& object, std::initializer_list<const char*> names);

/// A text that is not blank, as it came; nothing for any other type.
std::optional<std::string> text_of(const Json* value);

/// A number, or a text that is one.
std::optional<double> decimal_of(const Json* value);
std::optional<std::int64_t> integer_of(const Json* value);

}  // namespace segmind::text
