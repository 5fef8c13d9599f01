#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "segmind/result.hpp"

namespace segmind {

/// What a call will probably cost: an estimate of this library, not an offer of the service.
struct CostEstimate {
  double dollars = 0;   ///< US dollars, if the service answers 200; it bills nothing else (documented).
  std::string basis{};  ///< What the estimate rests on, as a sentence that can be shown beside it.
};

/// When a generation usually ends, counted from its submission.
struct ExpectedTime {
  std::chrono::milliseconds earliest{0};
  std::chrono::milliseconds latest{0};
};

/// What a model answers with. Only a film is checked to be whole.
enum class Output { any, film, picture, sound };

/// What is known about a request beside its body. Every part is optional.
struct RequestFacts {
  /// Not set: counts nothing in ClientOptions::spending_limit until paid.
  std::optional<CostEstimate> estimated_cost{};
  std::optional<ExpectedTime> expected_time{};  ///< Not set: the queue is asked every 10 s (documented advice).
  Output output = Output::any;
};

/// One request to one model of the service: what every call takes. Immutable; copies are cheap and share their content.
///
/// A typed request, such as Wan27R2VRequest, converts to it. For any other model, give its slug and the JSON that its
/// page documents. May be used by many threads at once. A request that was moved from may only be destroyed or assigned
/// to.
class SEGMIND_EXPORT Request {
 public:
  /// `slug` is the model's name in the service's addresses: 1 to 100 letters, digits, dots, dashes and underscores.
  /// `json` is the body, sent as it stands: one JSON object. Throws InvalidRequestError, naming every problem at once.
  Request(std::string slug, std::string json, RequestFacts facts = {});
  static Result<Request> try_create(std::string slug, std::string json, RequestFacts facts = {}) noexcept;

  const std::string& slug() const noexcept;
  const std::string& to_json() const noexcept;
  const std::optional<CostEstimate>& estimated_cost() const noexcept;
  const std::optional<ExpectedTime>& expected_time() const noexcept;
  Output output() const noexcept;

 private:
  struct Content;
  explicit Request(std::shared_ptr<const Content> content) noexcept;
  std::shared_ptr<const Content> content_;
};

}  // namespace segmind
