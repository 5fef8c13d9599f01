#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "segmind/records.hpp"

namespace segmind::text {
class Document;
}

/// Whether a record is that of a request that was sent.
namespace segmind::api {

/// The JSON body of a request, read once. Copies share it.
class RequestBody {
 public:
  RequestBody() = default;
  explicit RequestBody(std::string_view json);

  /// Null where the text was no JSON object.
  const text::Document* json() const noexcept { return json_.get(); }
  std::optional<std::int64_t> seed() const;

 private:
  std::shared_ptr<const text::Document> json_;
};

enum class Likeness {
  same,     ///< Every field that was sent stands in the record with an equal value.
  unclear,  ///< It may be the record of that request, but does not tell all of it, or tells some of it otherwise.
  other     ///< Another model, or another prompt.
};

/// Values are equal after normalising: numbers by value; a single string and an array of it; a resolution in any case.
/// A seed that was left to chance equals any. Fields that were not sent do not count: the service may add its defaults.
Likeness likeness(const RequestBody& sent, const RequestBody& recorded) noexcept;

/// Whether two names stand for one model, however it is spelled; an empty one for any.
bool is_same_model(std::string_view slug, std::string_view recorded) noexcept;

}  // namespace segmind::api
