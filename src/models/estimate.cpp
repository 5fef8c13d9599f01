#include "models/estimate.hpp"

namespace segmind::models {
namespace {

// Inferred: five seconds, the default, cost 0.625 and 0.938 dollars at these rates, the published range's two ends.
struct Rate {
  double dollars_a_second;
  const char* shown;
};
constexpr Rate rate_720p{0.125, "0.125"};
constexpr Rate rate_1080p{0.1875, "0.1875"};

constexpr std::chrono::seconds default_duration{5};          // documented
constexpr Resolution default_resolution = Resolution::p720;  // documented
constexpr const char* unset = " (the service's default)";

}  // namespace

CostEstimate estimated_cost(const RequestFields& fields) {
  const std::chrono::seconds duration = fields.duration.value_or(default_duration);
  const Resolution resolution = fields.resolution.value_or(default_resolution);
  const Rate rate = resolution == Resolution::p1080 ? rate_1080p : rate_720p;

  std::string basis = "An estimate: " + std::to_string(duration.count()) + " s" + (fields.duration ? "" : unset);
  basis += " at ";
  basis += to_string(resolution);
  basis += fields.resolution ? "" : unset;
  basis += std::string(", ") + rate.shown +
           " US dollars a second, which is inferred from the published 0.625 to 0.938 dollars a generation";
  basis += fields.videos.empty() ? "." : "; whether a reference video costs extra is not published.";
  return {static_cast<double>(duration.count()) * rate.dollars_a_second, std::move(basis)};
}

}  // namespace segmind::models
