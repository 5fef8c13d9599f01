#include "sandbox/api.hpp"

#include <array>
#include <charconv>
#include <functional>

#include "sandbox/base64.hpp"
#include "sandbox/json_text.hpp"
#include "sandbox/upload.hpp"

namespace segmind::sandbox {
namespace {

using nlohmann::json;

constexpr std::string_view v1 = "/v1/";
constexpr std::string_view v2 = "/v2/";
constexpr std::string_view v1_records = "/v1/requests/";
constexpr std::string_view v2_records = "/v2/requests/";
constexpr std::string_view status_tail = "/status";
constexpr std::string_view upload_path = "/upload-asset";
constexpr std::string_view credits_path = "/v1/get-user-credits";
constexpr std::string_view missing_key = "Missing Authorization or x-api-key in header";

bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool is_record(std::string_view path) {
  const bool known = starts_with(path, v1_records) || starts_with(path, v2_records);
  return known && path.size() > v2_records.size();
}

std::string_view record_id(std::string_view path) {
  path.remove_prefix(v2_records.size());
  return ends_with(path, status_tail) ? path.substr(0, path.size() - status_tail.size()) : path;
}

/// With a fixed number of places: heads of one length can be cut at the same byte.
std::string decimal(double value, int places = 4) {
  std::array<char, 64> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, places).ptr;
  return {digits.data(), end};
}

Answer too_poor(int status, double credits) {
  return error_answer(status, "Insufficient credits. You have " + json(credits).dump() + " credits.");
}

/// The name of the member that holds what was made. Only "video" is documented.
std::string kind_of(const Order& order) { return order.content_type.substr(0, order.content_type.find('/')); }

void replace_all(std::string& text, std::string_view what, const std::function<std::string()>& with) {
  auto at = text.find(what);
  if (at == text.npos) return;
  const std::string value = with();
  for (; at != text.npos; at = text.find(what, at + value.size())) text.replace(at, what.size(), value);
}

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
  if (get && History::is_path(path)) return Route::records;
  if (get && is_record(path)) {
    return ends_with(path, status_tail) ? Route::status : Route::result;
  }
  return Route::other;
}

/// Whether any method at all is served there.
bool Api::is_known(std::string_view path) const {
  return model_at(v1, path) != nullptr || model_at(v2, path) != nullptr || path == credits_path ||
         History::is_path(path) || path == upload_path || is_record(path);
}

void Api::handle(const ExchangePtr& exchange) {
  const Request& request = exchange->request();
  if (auto refusal = refuse(request)) return exchange->answer(std::move(*refusal));
  switch (request.route) {
    case Route::generate: return generate(exchange);
    case Route::submit: return submit(exchange);
    case Route::status: return exchange->answer(status(*exchange));
    case Route::result: return exchange->answer(result(*exchange));
    case Route::credits: return exchange->answer(credits());
    case Route::upload: return exchange->answer(upload(request));
    case Route::records: return exchange->answer(setup_.history.answer(request));
    default: break;
  }
  if (is_known(request.path)) return exchange->answer(html_answer(405));
  exchange->answer(error_answer(404, "Model not found: no such address on this server"));
}

std::optional<Answer> Api::refuse(const Request& request) {
  // Unknown addresses answer 404 or 405 whatever the key.
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
  if (tells_reset()) answer.set("x-rate-limit-reset-at-utc", reset_time(*wait + setup_.options.clock_offset));
  answer.set("x-rate-limit-remaining", "0");
  return answer;
}

bool Api::tells_reset() const noexcept {
  const auto hint = setup_.options.retry_hint;
  return hint == RetryHint::reset_header || hint == RetryHint::both;
}

std::variant<Api::Started, Refusal> Api::begin(const Exchange& exchange, std::string_view version) {
  const auto body = read_json(exchange.request().body);
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
  if (const auto& fault = exchange->fault(); fault && fault->job_status) {
    const json answer = {{"request_id", generation->id}, {"status", name_of(Stage::queued)}};
    start(*exchange, generation, History::Way::queue, true);
    return exchange->answer(json_answer(*fault->job_status, json_text(answer)));
  }
  generation->on_finish = [this, exchange](const Generation& finished) {
    exchange->answer(finished.stage == Stage::failed ? error_answer(500, finished.error)
                                                     : v1_clip(*exchange, finished));
  };
  start(*exchange, generation, History::Way::v1, false);
}

void Api::start(const Exchange& exchange, const std::shared_ptr<Generation>& generation, History::Way way,
                bool recorded) {
  setup_.generations.start(generation, recorded);
  const std::string_view slug = std::string_view(exchange.request().path).substr(v1.size());
  setup_.history.add(generation, slug, exchange.request().body, way);
}

Answer Api::v1_clip(const Exchange& exchange, const Generation& generation) {
  const Order& order = generation.order;
  Answer answer;
  if (setup_.options.v1_answer == V1Answer::bytes) {
    answer.set("Content-Type", order.content_type);
    answer.body = Body::of(generation.clip);
  } else {
    const auto url = setup_.files_url + setup_.files.add(generation.clip, order.content_type);
    answer = json_answer(200, json_text({{"status", "COMPLETED"}, {"output", url}, {kind_of(order), {{"url", url}}}}));
  }
  shape(exchange, generation, answer);
  answer.set("x-cost", decimal(generation.cost));
  answer.set("x-remaining-credits", decimal(generation.credits_left));
  answer.set("x-generation-time", decimal(generation.seconds_of_work(), 2));
  if (order.seed) answer.set("x-seed-value", std::to_string(*order.seed));
  if (rate_.limited()) {
    answer.set("x-rate-limit-remaining", std::to_string(rate_.remaining()));
    if (tells_reset())
      answer.set("x-rate-limit-reset-at-utc",
                 reset_time(rate_.until_reset(RateLimit::Clock::now()) + setup_.options.clock_offset));
  }
  return answer;
}

void Api::shape(const Exchange& exchange, const Generation& generation, Answer& answer) {
  const auto& fault = exchange.fault();
  if (!fault || !fault->clip_shape) return;
  const std::string& type = generation.order.content_type;
  std::string text = *fault->clip_shape;
  replace_all(text, "$clip", [&] {
    return setup_.files_url +
           (generation.clip_path.empty() ? setup_.files.add(generation.clip, type) : generation.clip_path);
  });
  replace_all(text, "$data", [&] { return "data:" + type + ";base64," + encode_base64(*generation.clip); });
  replace_all(text, "$page", [&] {
    return setup_.files_url +
           setup_.files.add(std::make_shared<const std::string>("<!doctype html>\n<title>No clip</title>\n"),
                            "text/html");
  });
  answer.set("Content-Type", "application/json");
  answer.body = Body::of(std::move(text));
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
  start(*exchange, generation, History::Way::queue, true);
  exchange->answer(json_answer(200, json_text(answer)));
}

std::string Api::address(const Generation& generation, std::string_view tail) const {
  return setup_.base_url + std::string(records()) + generation.id + std::string(tail);
}

std::string_view Api::records() const noexcept {
  return setup_.options.jobs_at == JobsAt::v1 ? v1_records : v2_records;
}

std::shared_ptr<const Generation> Api::job_at(const std::string& path) {
  return starts_with(path, records()) ? setup_.generations.find(std::string(record_id(path))) : nullptr;
}

Answer Api::unknown(const Request& request) const {
  const std::string id(record_id(request.path));
  return error_answer(404, starts_with(request.path, v1_records) ? "Output for this request ID " + id + " Not Found"
                                                                 : "Request " + id + " not found");
}

Answer Api::failed(const Generation& generation) const {
  const int code = setup_.options.failed_as == FailedAs::status_422 ? 422 : 200;
  return json_answer(code, json_text({{"status", "FAILED"},
                                      {"request_id", generation.id},
                                      {"error", generation.error},
                                      {"metrics", metrics_of(generation)}}));
}

Answer Api::status(const Exchange& exchange) {
  const auto generation = job_at(exchange.request().path);
  if (!generation) return unknown(exchange.request());
  if (generation->stage == Stage::failed) return failed(*generation);
  Answer answer = json_answer(200, json_text({{"status", name_of(generation->stage)},
                                              {"request_id", generation->id},
                                              {"status_url", address(*generation, status_tail)},
                                              {"response_url", address(*generation, "")},
                                              {"metrics", metrics_of(*generation)}}));
  if (generation->stage == Stage::completed) shape(exchange, *generation, answer);
  return answer;
}

Answer Api::result(const Exchange& exchange) {
  const auto generation = job_at(exchange.request().path);
  if (!generation) return unknown(exchange.request());
  if (generation->stage == Stage::failed) return failed(*generation);
  json body = {
      {"status", name_of(generation->stage)}, {"request_id", generation->id}, {"metrics", metrics_of(*generation)}};
  if (generation->stage == Stage::completed) {
    const auto url = setup_.files_url + generation->clip_path;
    body["output"] = url;
    body["error"] = nullptr;
    body[kind_of(generation->order)] = {{"url", url},
                                        {"content_type", generation->order.content_type},
                                        {"file_name", url.substr(url.rfind('/') + 1)},
                                        {"file_size", std::to_string(generation->clip->size())}};
  }
  Answer answer = json_answer(200, json_text(body));
  if (generation->stage == Stage::completed) shape(exchange, *generation, answer);
  return answer;
}

Answer Api::credits() const {
  return json_answer(200,
                     json_text({{"credits", setup_.ledger.credits()}, {"free-credits", setup_.options.free_credits}}));
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
    case UploadAnswer::file_urls: return json_answer(200, json_text({{"file_urls", addresses}}));
    case UploadAnswer::urls: return json_answer(200, json_text({{"urls", addresses}}));
    case UploadAnswer::url: break;
  }
  return json_answer(200, json_text({{"url", addresses.size() == 1 ? addresses.front() : addresses}}));
}

}  // namespace segmind::sandbox
