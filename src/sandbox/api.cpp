#include "sandbox/api.hpp"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "sandbox/upload.hpp"

namespace segmind::sandbox {
namespace {

using nlohmann::json;

constexpr std::string_view v1 = "/v1/";
constexpr std::string_view v2 = "/v2/";
constexpr std::string_view records = "/v2/requests/";
constexpr std::string_view status_tail = "/status";
constexpr std::string_view upload_path = "/upload-asset";
constexpr std::string_view credits_path = "/v1/get-user-credits";
constexpr std::string_view missing_key = "Missing Authorization or x-api-key in header";

bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string_view record_id(std::string_view path) {
  path.remove_prefix(records.size());
  return ends_with(path, status_tail) ? path.substr(0, path.size() - status_tail.size()) : path;
}

std::string dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

/// With so many places always: heads of the same length can be cut at the same byte.
std::string decimal(double value, int places = 4) {
  std::array<char, 64> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, places).ptr;
  return {digits.data(), end};
}

Answer too_poor(int status, double credits) {
  return error_answer(status, "Insufficient credits. You have " + json(credits).dump() + " credits.");
}

std::string_view name_of(Stage stage) {
  switch (stage) {
    case Stage::queued:
      return "QUEUED";
    case Stage::processing:
      return "PROCESSING";
    case Stage::completed:
      return "COMPLETED";
    case Stage::failed:
      return "FAILED";
  }
  return "QUEUED";
}

/// How an answer calls what was made. Only "video" is documented.
std::string kind_of(const Order& order) { return order.content_type.substr(0, order.content_type.find('/')); }

json metrics_of(const Generation& generation) {
  json metrics = json::object();
  if (generation.stage == Stage::completed || generation.stage == Stage::failed) {
    metrics["inference_time"] = generation.seconds_of_work();
    metrics["queue_time"] = generation.seconds_in_queue();
    metrics["total_time"] = generation.seconds_of_work() + generation.seconds_in_queue();
    metrics["retry_count"] = 0;
  }
  if (generation.stage == Stage::completed) {
    metrics["cost"] = generation.cost;
    metrics["remaining_credits"] = generation.credits_left;
  }
  return metrics;
}

std::string reset_time(std::chrono::milliseconds wait) {
  const auto when = std::chrono::system_clock::now() + wait + std::chrono::milliseconds{999};
  const auto seconds = std::chrono::system_clock::to_time_t(when);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  text[std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)] = '\0';
  return text;
}

}  // namespace

Api::Api(Setup setup) : setup_(setup), rate_(setup.options.requests_per_minute, setup.options.rate_window) {}

const Model* Api::model_at(std::string_view version, std::string_view path) const {
  return starts_with(path, version) ? setup_.models.find(path.substr(version.size())) : nullptr;
}

Route Api::route_of(const std::string& method, const std::string& path, bool files_origin) const {
  const bool get = method == "GET";
  const bool post = method == "POST";
  if (files_origin) return get || method == "HEAD" ? Route::download : Route::other;
  if (post && model_at(v1, path) != nullptr) return Route::generate;
  if (post && model_at(v2, path) != nullptr) return Route::submit;
  if (post && path == upload_path) return Route::upload;
  if (get && path == credits_path) return Route::credits;
  if (get && starts_with(path, records) && path.size() > records.size()) {
    return ends_with(path, status_tail) ? Route::status : Route::result;
  }
  return Route::other;
}

/// Whether any method at all is served there.
bool Api::is_known(std::string_view path) const {
  return model_at(v1, path) != nullptr || model_at(v2, path) != nullptr || path == credits_path ||
         path == upload_path || (starts_with(path, records) && path.size() > records.size());
}

void Api::handle(const ExchangePtr& exchange) {
  const Request& request = exchange->request();
  if (auto refusal = refuse(request)) return exchange->answer(std::move(*refusal));
  switch (request.route) {
    case Route::generate:
      return generate(exchange);
    case Route::submit:
      return submit(exchange);
    case Route::status:
      return exchange->answer(status(request));
    case Route::result:
      return exchange->answer(result(request));
    case Route::credits:
      return exchange->answer(credits());
    case Route::upload:
      return exchange->answer(upload(request));
    default:
      break;
  }
  if (is_known(request.path)) return exchange->answer(html_answer(405));
  exchange->answer(error_answer(404, "Model not found: no such address on this server"));
}

std::optional<Answer> Api::refuse(const Request& request) {
  // The fault takes the request's place before the service would have looked at it.
  if (request.route == Route::other) return std::nullopt;
  const auto key = request.header("x-api-key");
  if (key.empty() || key != setup_.options.api_key) return error_answer(401, missing_key);
  if (auto refusal = refuse_for_rate()) return refusal;
  if (request.method == "POST") {
    const auto type = request.header("Content-Type");
    if (!same_name(type.substr(0, type.find(';')), "application/json")) {
      return error_answer(406, "Content-Type must be application/json");
    }
  }
  return std::nullopt;
}

std::optional<Answer> Api::refuse_for_rate() {
  const auto wait = rate_.refuse(RateLimit::Clock::now());
  if (!wait) return std::nullopt;
  setup_.tally.update([](Counts& counts) { ++counts.rate_limited; });
  Answer answer = error_answer(429, "Rate limit exceeded. Please try again later.");
  const auto hint = setup_.options.retry_hint;
  if (hint == RetryHint::retry_after || hint == RetryHint::both) {
    answer.set("Retry-After", std::to_string(std::chrono::ceil<std::chrono::seconds>(*wait).count()));
  }
  if (hint == RetryHint::reset_header || hint == RetryHint::both) {
    answer.set("x-rate-limit-reset-at-utc", reset_time(*wait));
  }
  answer.set("x-rate-limit-remaining", "0");
  return answer;
}

std::variant<Api::Started, Refusal> Api::begin(const Exchange& exchange, std::string_view version) {
  const auto body = json::parse(exchange.request().body, nullptr, false);
  if (!body.is_object()) return Refusal{400, "Malformed JSON body"};
  Started started;
  started.generation = std::make_shared<Generation>();
  started.generation->id = exchange.request().id;
  const Model& model = *model_at(version, exchange.request().path);
  auto reading = model(body, setup_.generations.random_seed());
  if (auto* refusal = std::get_if<Refusal>(&reading)) {
    started.refusal = std::move(*refusal);
  } else {
    started.generation->order = std::get<Order>(std::move(reading));
  }
  const auto& fault = exchange.fault();
  started.generation->work = work_under(fault);
  if (fault && fault->work_fails) started.generation->error = *fault->work_fails;
  return started;
}

void Api::generate(const ExchangePtr& exchange) {
  auto begun = begin(*exchange, v1);
  if (const auto* malformed = std::get_if<Refusal>(&begun)) {
    return exchange->answer(error_answer(malformed->status, malformed->text));
  }
  auto& [generation, refusal] = std::get<Started>(begun);
  if (refusal) return exchange->answer(error_answer(refusal->status, refusal->text));
  if (!setup_.ledger.covers(generation->order.price)) {
    return exchange->answer(too_poor(406, setup_.ledger.credits()));
  }
  generation->on_finish = [this, exchange](const Generation& finished) {
    exchange->answer(finished.stage == Stage::failed ? error_answer(500, finished.error) : v1_clip(finished));
  };
  setup_.generations.start(std::move(generation), false);
}

Answer Api::v1_clip(const Generation& generation) {
  const Order& order = generation.order;
  Answer answer;
  if (setup_.options.v1_answer == V1Answer::bytes) {
    answer.set("Content-Type", order.content_type);
    answer.body = Body::of(generation.clip);
  } else {
    const auto url = setup_.files_url + setup_.files.add(generation.clip, order.content_type);
    answer = json_answer(200, dump({{"status", "COMPLETED"}, {"output", url}, {kind_of(order), {{"url", url}}}}));
  }
  answer.set("x-cost", decimal(generation.cost));
  answer.set("x-remaining-credits", decimal(generation.credits_left));
  answer.set("x-generation-time", decimal(generation.seconds_of_work(), 2));
  if (order.seed) answer.set("x-seed-value", std::to_string(*order.seed));
  if (rate_.limited()) answer.set("x-rate-limit-remaining", std::to_string(rate_.remaining()));
  return answer;
}

void Api::submit(const ExchangePtr& exchange) {
  auto begun = begin(*exchange, v2);
  if (const auto* malformed = std::get_if<Refusal>(&begun)) {
    return exchange->answer(error_answer(malformed->status, malformed->text));
  }
  auto& [generation, refusal] = std::get<Started>(begun);
  // The queue takes whatever is JSON and finds out later what is wrong with it.
  if (refusal && generation->error.empty()) generation->error = refusal->text;
  if (!refusal && !setup_.ledger.covers(generation->order.price)) {
    return exchange->answer(too_poor(402, setup_.ledger.credits()));
  }
  const json answer = {{"request_id", generation->id},
                       {"status", "QUEUED"},
                       {"poll_url", address(*generation, "")},
                       {"status_url", address(*generation, status_tail)},
                       {"response_url", address(*generation, "")}};
  setup_.generations.start(std::move(generation), true);
  exchange->answer(json_answer(200, dump(answer)));
}

std::string Api::address(const Generation& generation, std::string_view tail) const {
  return setup_.base_url + std::string(records) + generation.id + std::string(tail);
}

Answer Api::unknown(const Request& request) const {
  return error_answer(404, "Request " + std::string(record_id(request.path)) + " not found");
}

Answer Api::failed(const Generation& generation) const {
  const int code = setup_.options.failed_as == FailedAs::status_422 ? 422 : 200;
  return json_answer(code, dump({{"status", "FAILED"},
                                 {"request_id", generation.id},
                                 {"error", generation.error},
                                 {"metrics", metrics_of(generation)}}));
}

Answer Api::status(const Request& request) {
  const auto generation = setup_.generations.find(std::string(record_id(request.path)));
  if (!generation) return unknown(request);
  if (generation->stage == Stage::failed) return failed(*generation);
  return json_answer(200, dump({{"status", name_of(generation->stage)},
                                {"request_id", generation->id},
                                {"status_url", address(*generation, status_tail)},
                                {"response_url", address(*generation, "")},
                                {"metrics", metrics_of(*generation)}}));
}

Answer Api::result(const Request& request) {
  const auto generation = setup_.generations.find(std::string(record_id(request.path)));
  if (!generation) return unknown(request);
  if (generation->stage == Stage::failed) return failed(*generation);
  json answer = {
      {"status", name_of(generation->stage)}, {"request_id", generation->id}, {"metrics", metrics_of(*generation)}};
  if (generation->stage == Stage::completed) {
    const auto url = setup_.files_url + generation->clip_path;
    answer["output"] = url;
    answer["error"] = nullptr;
    answer[kind_of(generation->order)] = {{"url", url},
                                          {"content_type", generation->order.content_type},
                                          {"file_name", url.substr(url.rfind('/') + 1)},
                                          {"file_size", std::to_string(generation->clip->size())}};
  }
  return json_answer(200, dump(answer));
}

Answer Api::credits() const {
  return json_answer(200, dump({{"credits", setup_.ledger.credits()}, {"free-credits", setup_.options.free_credits}}));
}

Answer Api::upload(const Request& request) {
  std::string problem;
  auto uploads = read_uploads(request.body, problem);
  if (!uploads) return error_answer(400, problem);
  json addresses = json::array();
  for (auto& upload : *uploads) {
    addresses.push_back(
        setup_.files_url +
        setup_.files.add(std::make_shared<const std::string>(std::move(upload.bytes)), upload.content_type));
  }
  switch (setup_.options.upload_answer) {
    case UploadAnswer::file_urls:
      return json_answer(200, dump({{"file_urls", addresses}}));
    case UploadAnswer::urls:
      return json_answer(200, dump({{"urls", addresses}}));
    case UploadAnswer::url:
      break;
  }
  return json_answer(200, dump({{"url", addresses.size() == 1 ? addresses.front() : addresses}}));
}

}  // namespace segmind::sandbox
