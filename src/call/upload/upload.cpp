#include "call/upload/upload.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "api/limits.hpp"
#include "call/upload/media_check.hpp"
#include "api/status.hpp"
#include "api/upload.hpp"
#include "api/upload_body.hpp"
#include "text/utf8.hpp"
#include "call/exchange/backoff.hpp"
#include "call/exchange/failure.hpp"
#include "call/lifecycle/operation.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "web/address.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

// What was asked for, and what of it has to be sent: each content once, and nothing that has an address already.
struct Plan {
  std::vector<UploadItem> to_send;
  Addresses addresses;               // in the order of what was asked for; empty where it is sent
  std::vector<std::size_t> sent_as;  // for each empty one: its place in to_send
};

Plan plan_of(Engine& engine, std::vector<UploadItem> items) {
  Plan plan;
  for (UploadItem& item : items) {
    const auto same = std::find_if(plan.to_send.begin(), plan.to_send.end(), [&](const UploadItem& other) {
      return is_same_content(*other.source, *item.source);
    });
    plan.sent_as.push_back(static_cast<std::size_t>(same - plan.to_send.begin()));
    std::optional<std::string> known;
    if (same == plan.to_send.end()) {
      known = engine.uploads().find(*item.source);
      if (!known) plan.to_send.push_back(std::move(item));
    }
    plan.addresses.push_back(known.value_or(""));
  }
  return plan;
}

class Upload final : public Call, private net::Listener {
 public:
  using Done = std::function<void(Result<Addresses>)>;

  Upload(const std::shared_ptr<Engine>& made_in, Plan plan, const CallOptions& options, Done done)
      : Call(made_in, options, made_in->settings().timeout),
        plan_(std::move(plan)),
        done_(std::move(done)),
        backoff_(retry()) {}

 private:
  void start() override;
  void stop_exchanges() noexcept override;
  Charge charge_now() const noexcept override { return Charge::none; }
  void deliver_error(Error error) noexcept override;

  void on_connected() noexcept override;
  void on_sent() noexcept override;
  bool on_head(net::Head head) noexcept override;
  bool on_body(const std::byte* data, std::size_t size) noexcept override;
  void on_done(const net::Outcome& outcome) noexcept override;

  void send();
  net::Body body();
  milliseconds patience() const;
  void decide(const net::Outcome& outcome);
  void retry_or_fail(Error error, bool worth_it);
  void succeed(Addresses fresh);

  Plan plan_;
  Done done_;
  Backoff backoff_;
  std::uint64_t body_size_ = 0;
  std::optional<net::Loop::TransferId> transfer_;
  std::optional<net::Loop::TimerId> silence_;
  net::Head head_;
  std::string answer_;
};

void Upload::start() { plan_.to_send.empty() ? succeed({}) : send(); }

net::Body Upload::body() {
  std::vector<api::UploadPart> parts;
  for (const UploadItem& item : plan_.to_send) {
    item.source->rewind();
    parts.push_back({item.type->name, item.source->size(),
                     [source = item.source](char* buffer, std::size_t room) { return source->read(buffer, room); }});
  }
  const auto body = std::make_shared<api::UploadBody>(std::move(parts));
  body_size_ = body->size();
  return {body_size_, nullptr, [this, body](char* buffer, std::size_t room) {
            const std::size_t size = body->read(buffer, room);
            add_bytes(size);
            return size;
          }};
}

void Upload::send() {
  take_turn(RateLimiter::Kind::upload, [this] {
    count_attempt();
    head_ = net::Head();
    answer_.clear();
    net::HttpRequest request;
    request.method = "POST";
    request.address = engine().addresses().upload;
    request.headers = engine().headers().post;
    request.body = body();
    if (attempts() > 1) request.connection = net::Connection::fresh;
    request.connect_timeout = connect_timeout();
    request.max_body = api::limits::max_answer_bytes;
    expect_bytes(0, body_size_);
    enter_phase(Phase::connecting);
    transfer_ = engine().loop().start(std::move(request), *this);
  });
}

void Upload::stop_exchanges() noexcept {
  if (transfer_) engine().loop().stop(*transfer_);
  if (silence_) engine().loop().cancel(*silence_);
  transfer_.reset();
  silence_.reset();
}

// What has been handed to the system is not yet at the other side: a slow line may need minutes for it.
milliseconds Upload::patience() const {
  constexpr std::uint64_t slowest_line = 32;  // bytes in a millisecond
  return engine().settings().silence_timeout + milliseconds(body_size_ / slowest_line);
}

void Upload::on_connected() noexcept {
  enter_phase(Phase::sending);
  guarded_inside([this] {
    silence_ = engine().loop().at_limit(net::Loop::Clock::now() + patience(), [this] {
      silence_.reset();
      if (transfer_) engine().loop().stop_silent(*transfer_);
      on_done(gone_silent(net::Reached::sent));
    });
  });
}

void Upload::on_sent() noexcept { enter_phase(Phase::receiving); }

bool Upload::on_head(net::Head head) noexcept {
  head_ = std::move(head);
  return true;
}

bool Upload::on_body(const std::byte* data, std::size_t size) noexcept {
  return guarded_inside([&] { answer_.append(reinterpret_cast<const char*>(data), size); });
}

void Upload::on_done(const net::Outcome& outcome) noexcept {
  transfer_.reset();
  if (silence_) engine().loop().cancel(*silence_);
  silence_.reset();
  engine().log("POST", engine().addresses().upload->text(), head_.status, outcome);
  guarded([&] { decide(outcome); });
}

void Upload::decide(const net::Outcome& outcome) {
  for (const UploadItem& item : plan_.to_send) {
    if (item.source->problem().empty()) continue;
    Error error;
    error.kind = ErrorKind::file;
    error.message = "The file " + item.shown + " cannot be uploaded.";
    error.violations.push_back({item.field, item.shown, "It cannot be sent: " + item.source->problem() + '.'});
    return fail(std::move(error));
  }
  // A refusal may come before the file has left: the answer counts more than how the connection ended.
  const bool success = head_.status >= 200 && head_.status < 300;
  if (head_.status == 0 || (success && outcome.ending != net::Ending::complete)) {
    const bool hopeless = outcome.ending == net::Ending::certificate || outcome.ending == net::Ending::local ||
                          outcome.ending == net::Ending::too_large;
    return retry_or_fail(broken_off(outcome, connect_timeout()), !hopeless);
  }
  const std::string text = engine().settings().key.scrub(answer_);
  if (!success) {
    Error error = api::error_from(head_.status, head_.headers, text, std::chrono::system_clock::now());
    error.charge = Charge::none;
    if (error.kind == ErrorKind::rate_limited) engine().limiter().learn(error.retry_after);
    const bool passes = error.kind == ErrorKind::rate_limited || head_.status >= 500;
    return retry_or_fail(std::move(error), passes);
  }
  Addresses fresh = api::read_upload(text);
  const bool usable = !engine().settings().key.is_in(answer_) &&
                      std::all_of(fresh.begin(), fresh.end(),
                                  [](const std::string& address) { return web::address_problem(address).empty(); });
  if (fresh.size() == plan_.to_send.size() && usable) return succeed(std::move(fresh));
  Error error =
      bad_response("The answer to the upload does not name an address for each file: " + text::excerpt(text, 200));
  error.http_status = head_.status;
  fail(std::move(error));
}

void Upload::retry_or_fail(Error error, bool worth_it) {
  if (!worth_it || attempts() >= retry().attempts) return fail(std::move(error));
  const milliseconds wait = backoff_.next(error.retry_after);
  if (!leaves_time_for(wait)) return fail(std::move(error));
  wait_then(wait, RateLimiter::Kind::upload, [this] { send(); });
}

void Upload::succeed(Addresses fresh) {
  for (std::size_t i = 0; i < fresh.size(); ++i) engine().uploads().add(*plan_.to_send[i].source, fresh[i]);
  for (std::size_t i = 0; i < plan_.addresses.size(); ++i) {
    if (plan_.addresses[i].empty()) plan_.addresses[i] = fresh[plan_.sent_as[i]];
  }
  if (const auto self = finish()) done_(std::move(plan_.addresses));
}

void Upload::deliver_error(Error error) noexcept {
  try {
    if (error.kind == ErrorKind::timeout && error.http_status == 0) {
      error.message = "The upload was not done within its time limit.";
    }
  } catch (...) {
    // Its first message is not wrong, only less to the point.
  }
  done_(std::move(error));
}

// Every problem of every item: somebody who gave five files learns at once which three to change.
std::optional<Error> check(std::vector<UploadItem>& items) {
  Error error;
  if (items.empty()) error.violations.push_back({"paths", "", "It is empty; give at least one file."});
  bool unreadable = false;
  for (UploadItem& item : items) {
    if (const std::string& problem = item.source->problem(); !problem.empty()) {
      unreadable = true;
      const bool is_nothing = item.shown.empty() && item.declared.empty();
      error.violations.push_back(
          {item.field, item.shown,
           is_nothing ? "It is empty; give the path of a file." : "It cannot be read: " + problem + '.'});
      continue;
    }
    const MediaCandidate candidate{item.field, item.shown, item.extension, item.declared, &item.source->bytes()};
    item.type = check_media(candidate, error.violations);
  }
  if (error.violations.empty()) return std::nullopt;
  error.kind = unreadable ? ErrorKind::file : ErrorKind::invalid_request;
  error.message = error.violations.size() > 1
                      ? "The upload has " + std::to_string(error.violations.size()) + " problems."
                  : unreadable ? "A file to upload cannot be read."
                               : "The upload has a problem.";
  return error;
}

Result<std::shared_ptr<Call>> make_upload(const std::shared_ptr<Engine>& engine, std::vector<UploadItem> items,
                                          const CallOptions& options, Upload::Done done) {
  if (!engine->loop().is_in_its_process()) return of_another_process();  // the cache's lock may be held for ever
  if (std::optional<Error> refusal = unusable(options)) return std::move(*refusal);
  if (std::optional<Error> refusal = check(items)) return std::move(*refusal);
  const std::shared_ptr<Call> call =
      std::make_shared<Upload>(engine, plan_of(*engine, std::move(items)), options, std::move(done));
  return call;
}

}  // namespace

UploadItem file_item(Engine& engine, const std::string& path, std::string field) {
  UploadItem item;
  item.source = UploadSource::file(path, engine.uploads().key());
  item.field = std::move(field);
  item.shown = path;
  const std::string name = path.substr(path.find_last_of("/\\") + 1);
  if (const std::size_t dot = name.rfind('.'); dot != std::string::npos) item.extension = name.substr(dot + 1);
  return item;
}

UploadItem memory_item(Engine& engine, const void* data, std::size_t size, std::string media_type,
                       std::shared_ptr<const void> owner) {
  UploadItem item;
  item.source = UploadSource::memory(data, size, engine.uploads().key(), std::move(owner));
  item.field = "bytes";
  item.declared = std::move(media_type);
  return item;
}

Operation<Addresses> upload_all(const std::shared_ptr<Engine>& engine, std::vector<UploadItem> items,
                                const CallOptions& options) {
  return begin<Addresses>(engine, options, [&](Delivery<Addresses> deliver) {
    return make_upload(engine, std::move(items), options, std::move(deliver));
  });
}

Operation<std::string> upload(const std::shared_ptr<Engine>& engine, UploadItem item, const CallOptions& options) {
  const auto make = [&](Delivery<std::string, Addresses> deliver) {
    return make_upload(engine, {std::move(item)}, options, std::move(deliver));
  };
  return begin<std::string, Addresses>(engine, options, make, [](Result<Addresses> result) -> Result<std::string> {
    if (!result) return std::move(result).error();
    return std::move(result->front());
  });
}

}  // namespace segmind::call
