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
  std::string basis{};  ///< What the estimate rests on: a sentence to show beside it.
};

/// When a generation usually ends, counted from its submission.
struct ExpectedTime {
  std::chrono::milliseconds earliest{0};
  std::chrono::milliseconds latest{0};
};

/// What a model makes. Only films are checked to be whole.
enum class Output { any, film, picture, sound };

/// What is known about a request beside its body. Every part is optional.
struct RequestFacts {
  /// Not set: the call counts 0 dollars under ClientOptions::spending_limit until it is paid.
  std::optional<CostEstimate> estimated_cost{};
  std::optional<ExpectedTime> expected_time{};  ///< Not set: a poll every 10 s (documented).
  Output output = Output::any;
};

/// A request to one model of the service. Typed requests, such as Wan27R2VRequest, convert to it; for any other model,
/// give its slug and the JSON that its page documents. Immutable; copies are cheap; many threads may use one at once. A
/// request that was moved from may only be destroyed or assigned to.
class SEGMIND_EXPORT Request {
 public:
  /// `slug` is the model's name in the service's addresses: 1 to 100 letters, digits, dots, dashes and underscores.
  /// `json` is the body, one JSON object, sent as it is. Throws InvalidRequestError with every problem.
  Request(std::string slug, std::string json, RequestFacts facts = {});
  static Result<Request> try_create(std::string slug, std::string json, RequestFacts facts = {}) noexcept;

  /// As it was given when the request was made.
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
