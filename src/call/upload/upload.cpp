#include "call/upload/upload.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "api/upload.hpp"
#include "api/upload_body.hpp"
#include "call/exchange/exchange.hpp"
#include "call/exchange/tries.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "call/upload/media_check.hpp"
#include "text/utf8.hpp"
#include "web/address.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;
using UploadDone = std::function<void(Result<Addresses>)>;

constexpr std::uint64_t slowest_line = 32;  // bytes per millisecond

class Upload final : public Step, private ExchangeObserver {
 public:
  Upload(Call& call, std::vector<UploadItem> items, UploadDone done)
      : call_(call), items_(std::move(items)), done_(std::move(done)), tries_(call.retry(), Purpose::question) {}

 private:
  void begin() override { take_turn(); }
  CallKind kind() const noexcept override { return CallKind::upload; }
  void stop() noexcept override { exchange_.reset(); }
  Charge charge() const noexcept override { return Charge::none; }
  void deliver(Error error) noexcept override;

  void on_connected() override { call_.progress().enter(Phase::sending); }
  void on_sent() override { call_.progress().enter(Phase::receiving); }
  void on_answer(Answer answer) override;

  void take_turn();
  void send();
  net::Body body();
  std::optional<Error> source_problem() const;
  void read(const Answer& answer);

  Call& call_;
  const std::vector<UploadItem> items_;
  const UploadDone done_;
  Tries tries_;
  std::unique_ptr<Exchange> exchange_;
};

void Upload::take_turn() {
  call_.take_turn(RateLimiter::Kind::upload, [this] { send(); });
}

net::Body Upload::body() {
  std::vector<api::UploadPart> parts;
  for (const UploadItem& item : items_) {
    item.source->rewind();
    parts.push_back({item.type->name, item.source->size(),
                     [source = item.source](char* buffer, std::size_t room) { return source->read(buffer, room); }});
  }
  const auto body = std::make_shared<api::UploadBody>(std::move(parts));
  return {body->size(), nullptr, [this, body](char* buffer, std::size_t room) {
            const std::size_t size = body->read(buffer, room);
            call_.progress().add_bytes(size);
            return size;
          }};
}

void Upload::send() {
  Engine& engine = call_.engine();
  call_.set_attempt(tries_.failures() + 1);
  Exchange::Terms terms;
  terms.request.method = "POST";
  terms.request.address = engine.addresses().upload;
  terms.request.headers = engine.headers().post;
  terms.request.body = body();
  if (tries_.failures() > 0) terms.request.connection = net::Connection::fresh;
  terms.request.connect_timeout = call_.connect_timeout();
  terms.request.max_body = api::limits::max_answer_bytes;
  const std::uint64_t size = terms.request.body->size;
  // Bytes handed to the system may need minutes on a slow line, so allow time for the whole body.
  terms.silence = Silence{engine.settings().silence_timeout + milliseconds(size / slowest_line)};
  call_.progress().expect_bytes(0, size);
  call_.progress().enter(Phase::connecting);
  exchange_ = Exchange::start(call_, Purpose::question, std::move(terms), *this);
}

std::optional<Error> Upload::source_problem() const {
  for (const UploadItem& item : items_) {
    if (item.source->problem().empty()) continue;
    Error error = file_error("The file " + item.shown + " cannot be uploaded.");
    error.violations.push_back({item.field, item.shown, "It cannot be sent: " + item.source->problem() + '.'});
    return error;
  }
  return std::nullopt;
}

void Upload::on_answer(Answer answer) {
  const std::unique_ptr<Exchange> over = std::move(exchange_);
  if (std::optional<Error> problem = source_problem()) return call_.fail(std::move(*problem));
  if (!answer.error) return read(answer);
  const auto wait = tries_.after(answer.verdict, answer.error->retry_after);
  if (!wait || !call_.leaves_time_for(*wait)) return call_.fail(std::move(*answer.error));
  call_.wait_then(*wait, RateLimiter::Kind::upload, [this] { take_turn(); });
}

void Upload::read(const Answer& answer) {
  Addresses addresses = api::read_upload(answer.text);
  const Secret& key = call_.engine().settings().key;
  const bool usable = std::all_of(addresses.begin(), addresses.end(), [&](const std::string& address) {
    return web::address_problem(address).empty() && !key.is_shown_in(address);
  });
  if (addresses.size() == items_.size() && usable) {
    if (const auto self = call_.finish()) done_(std::move(addresses));
    return;
  }
  Error error = bad_response("The answer to the upload does not name an address for each file: " +
                             text::excerpt(answer.text, 200));
  error.http_status = answer.head.status;
  call_.fail(std::move(error));
}

void Upload::deliver(Error error) noexcept {
  try {
    if (error.kind == ErrorKind::timeout && error.http_status == 0) {
      error.message = "The upload did not finish within its time limit.";
    }
  } catch (...) {
    // Out of memory: keep the general message.
  }
  done_(std::move(error));
}

Result<std::shared_ptr<Call>> make_upload(const std::shared_ptr<Engine>& engine, std::vector<UploadItem> items,
                                          const CallOptions& options, UploadDone done) {
  if (std::optional<Error> refusal = unusable(options)) return std::move(*refusal);
  if (std::optional<Error> refusal = check(items)) return std::move(*refusal);
  return Call::of<Upload>(engine, options, TimeLimit{engine->settings().timeout, {}}, std::move(items),
                          std::move(done));
}

}  // namespace

// Checks all items before it returns, so that the user learns of every problem at once.
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
    const MediaCandidate candidate{item.field, item.shown, item.extension, item.declared, &item.source->bytes(),
                                   item.wanted};
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

UploadItem file_item(const std::string& path, std::string field) {
  UploadItem item;
  item.source = UploadSource::file(path);
  item.field = std::move(field);
  item.shown = path;
  const std::string name = path.substr(path.find_last_of("/\\") + 1);
  if (const std::size_t dot = name.rfind('.'); dot != std::string::npos) item.extension = name.substr(dot + 1);
  return item;
}

UploadItem memory_item(const void* data, std::size_t size, std::string media_type, std::shared_ptr<const void> owner) {
  UploadItem item;
  item.source = UploadSource::memory(data, size, std::move(owner));
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
  Conclusion<std::string, Addresses> conclusion;
  conclusion.conclude = [](Result<Addresses> result) -> Result<std::string> {
    if (!result) return std::move(result).error();
    return std::move(result->front());
  };
  return begin<std::string, Addresses>(engine, options, make, conclusion);
}

}  // namespace segmind::call
