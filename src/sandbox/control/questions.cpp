#include "sandbox/control/questions.hpp"

#include <algorithm>

#include "sandbox/control/refusal.hpp"
#include "sandbox/forms/server_forms.hpp"
#include "sandbox/json_text.hpp"

namespace segmind::sandbox {
namespace {

using forms::json;
using forms::Place;

constexpr std::chrono::milliseconds usual_wait{10'000};
constexpr std::size_t most_bytes_of_requests = 2 * 1024 * 1024;

json counts_json(const Tally& tally) {
  const auto [counts, version] = tally.versioned_counts();
  json answer = forms::written(counts);
  answer["version"] = version;
  return answer;
}

/// A list of requests, each with its number.
json list_of(const std::vector<Tally::Numbered>& requests) {
  json list = json::array();
  for (const auto& [number, request] : requests) {
    list.push_back(forms::written(request));
    list.back()["number"] = number;
  }
  return list;
}

/// Reads the parameters of a query, and names every problem.
class Parameters {
 public:
  explicit Parameters(const ControlRequest& request) : request_(request) {}

  /// False: the parameter is not there.
  template <typename Value>
  bool take(const std::string& name, Value& into) {
    const auto* text = request_.parameter(name);
    if (text == nullptr) return false;
    taken_.push_back(name);
    read(json(*text), into, place_.at(name));
    return true;
  }

  std::chrono::milliseconds time(std::chrono::milliseconds otherwise) {
    const auto* text = request_.parameter("timeout");
    if (text == nullptr) return otherwise;
    taken_.emplace_back("timeout");
    const auto number = read_number<std::int64_t>(*text);
    auto time = otherwise;
    read(number ? json(*number) : json(*text), time, place_.at("timeout"));
    if (time.count() < 0 || time > Waits::longest) place_.reject("0 to 60 s", *text);
    return time;
  }

  template <typename Visit>
  void others(const Visit& visit) {
    for (const auto& [name, value] : request_.query) {
      if (std::find(taken_.begin(), taken_.end(), name) == taken_.end()) visit(name, value);
    }
  }

  const Place& place() const noexcept { return place_; }

  /// Throws ControlRefusal where something was wrong.
  void end() {
    others([this](const std::string& name, const std::string&) { place_.say("unknown parameter '" + name + "'"); });
    refuse_if_any(std::move(problems_));
  }

  void end_with_others_read() { refuse_if_any(std::move(problems_)); }

 private:
  const ControlRequest& request_;
  std::vector<std::string> taken_;
  std::vector<std::string> problems_;
  Place place_{"", problems_};
};

/// GET /counts: now, or as soon as they are others than those of the version `after`.
Question counts(const ControlRequest& request, const Tally& tally) {
  Parameters parameters(request);
  std::uint64_t after = 0;
  const bool waits = parameters.take("after", after);
  const auto time = parameters.time(waits ? usual_wait : std::chrono::milliseconds{0});
  parameters.end();
  return {time, [&tally, after, waits](bool time_is_up) -> std::optional<Answer> {
            if (waits && !time_is_up && tally.versioned_counts().version == after) return std::nullopt;
            return json_answer(200, json_text(counts_json(tally)));
          }};
}

using CountsWanted = std::vector<std::pair<std::string, std::uint64_t>>;

/// GET /wait: when each of these counts has come to its number.
Question wait(const ControlRequest& request, const Tally& tally) {
  Parameters parameters(request);
  const auto time = parameters.time(usual_wait);
  CountsWanted wanted;
  parameters.others([&](const std::string& name, const std::string& value) {
    wanted.emplace_back(name, 0);
    if (forms::count_named({}, name).is_null()) parameters.place().say("no count is called '" + name + "'");
    read(json(value), wanted.back().second, parameters.place().at(name));
  });
  if (wanted.empty()) parameters.place().say("no count is named, such as generate=2");
  parameters.end_with_others_read();
  return {time, [&tally, wanted, time](bool time_is_up) -> std::optional<Answer> {
            const Counts counts = tally.counts();
            std::string missing;
            for (const auto& [name, least] : wanted) {
              const json count = forms::count_named(counts, name);
              if (count >= json(least)) continue;
              missing +=
                  (missing.empty() ? "" : ", ") + name + " is " + count.dump() + " and not " + std::to_string(least);
            }
            if (missing.empty()) return json_answer(200, json_text(counts_json(tally)));
            if (!time_is_up) return std::nullopt;
            const auto text = "after " + std::to_string(time.count()) + " ms " + missing;
            return json_answer(409, json_text({{"error", text}, {"counts", counts_json(tally)}}));
          }};
}

/// GET /requests: what arrived, a part at a time.
Question requests(const ControlRequest& request, const Tally& tally) {
  Parameters parameters(request);
  std::uint64_t from = 0;
  parameters.take("from", from);
  Route route = Route::any;
  parameters.take("route", route);
  parameters.end();
  return {std::chrono::milliseconds{0}, [&tally, from, route](bool) -> std::optional<Answer> {
            const auto part = tally.requests_from(from, route, most_bytes_of_requests);
            const auto next = part.empty() ? from : part.back().number + 1;
            return json_answer(200, json_text({{"requests", list_of(part)}, {"next", next}}));
          }};
}

/// GET /answers: requests in the order of their answers, as soon as there is one more.
Question answers(const ControlRequest& request, const Tally& tally) {
  Parameters parameters(request);
  std::uint64_t from = 0;
  const bool waits = parameters.take("from", from);
  const auto time = parameters.time(waits ? usual_wait : std::chrono::milliseconds{0});
  parameters.end();
  if (!waits) from = tally.answered_so_far();
  return {time, [&tally, from, waits](bool time_is_up) -> std::optional<Answer> {
            auto next = from;
            const auto part = tally.answered_from(next, most_bytes_of_requests);
            if (waits && !time_is_up && part.empty()) return std::nullopt;
            return json_answer(200, json_text({{"answers", list_of(part)}, {"next", next}}));
          }};
}

}  // namespace

std::optional<Question> question_of(const ControlRequest& request, const Tally& tally) {
  if (request.path == "/counts") return counts(request, tally);
  if (request.path == "/wait") return wait(request, tally);
  if (request.path == "/requests") return requests(request, tally);
  if (request.path == "/answers") return answers(request, tally);
  return std::nullopt;
}

const std::vector<std::string_view>& question_paths() {
  static const std::vector<std::string_view> paths = {"/counts", "/wait", "/requests", "/answers"};
  return paths;
}

}  // namespace segmind::sandbox
