#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Include this in .cpp files only: it brings in the 78,000 lines of the JSON library.
namespace segmind::text {

using Json = nlohmann::json;

/// A parsed JSON text; false when the text was not JSON. The destructor allocates no memory; the JSON library's own
/// allocates some, and terminates the program when that fails.
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

inline constexpr std::size_t max_json_bytes = 4 * 1024 * 1024;
inline constexpr std::size_t max_json_depth = 64;        // the service's answers need 5
inline constexpr std::size_t max_json_values = 250'000;  // far more than in any answer; each takes time and memory

/// Parses a body from the network, independently of the locale; nothing when the body is not JSON or exceeds the limits
/// above, or `max_bytes` in place of the first. More lenient than JSON: NaN, Infinity and numbers beyond a double
/// become null, invalid UTF-8 and lone surrogates become U+FFFD, and a byte order mark is skipped.
Document parse_json(std::string_view body, std::size_t max_bytes = max_json_bytes);

/// Writes JSON without white space, independently of the locale. Invalid UTF-8 becomes U+FFFD.
std::string to_text(const Json& value);

/// Clears an array or an object without allocating memory.
void empty_out(Json& value) noexcept;

/// The member of that name; nullptr when it is missing or null, or when `object` is not an object.
const Json* member(const Json& object, const char* name);

/// The first of these members that is not missing or null; nullptr when all are.
const Json* member(const Json& object, std::initializer_list<const char*> names);

/// A string that is not blank, unchanged; nothing for other values.
std::optional<std::string> text_of(const Json* value);

/// A number, or a string that holds one; nothing for other values.
std::optional<double> decimal_of(const Json* value);
std::optional<std::int64_t> integer_of(const Json* value);

}  // namespace segmind::text
