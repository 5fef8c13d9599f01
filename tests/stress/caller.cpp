#include "caller.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "segmind/sandbox/client_options.hpp"

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::size_t most_held = 120;
constexpr auto patience = 30s;  // well above every timeout of the calls

Wan27R2VRequest request_of(const TicketPtr& ticket) {
  return Wan27R2VRequest::Builder("call " + std::to_string(ticket->id())).duration(2s).build();
}

void check(World& world, const TicketPtr& ticket, const Result<Video>& video) {
  ticket->ended(video);
  if (!video) return;
  if (!video->path().empty()) {
    EXPECT_TRUE(world.holds_the_clip(video->path())) << "call " << ticket->id() << " left half a clip";
    std::filesystem::remove(video->path());
  } else if (!video->bytes().empty()) {
    EXPECT_TRUE(video->bytes().view() == world.clip) << "call " << ticket->id() << " has a wrong clip";
  }
}

template <typename T>
class HeldOperation final : public Held {
 public:
  HeldOperation(World& world, TicketPtr ticket, Operation<T> operation)
      : world_(world), ticket_(std::move(ticket)), operation_(std::move(operation)) {}

  void cancel() const noexcept override { operation_.cancel(); }
  bool wait_for(milliseconds time) override { return operation_.wait_for(time); }
  void drop() override { ticket_->dropped(); }
  void take(Random& random) override {
    Result<T> result = operation_.try_get();
    if constexpr (std::is_same_v<T, Video>) {
      check(world_, ticket_, result);
    } else {
      ticket_->ended(result);
    }
    if constexpr (std::is_same_v<T, Job>) {
      if (result) follow(world_, *result, Random(random()));
    }
  }

 private:
  World& world_;
  TicketPtr ticket_;
  Operation<T> operation_;
};

template <typename T>
void hold(World& world, const TicketPtr& ticket, Operation<T> operation) {
  auto held = std::make_shared<HeldOperation<T>>(world, ticket, std::move(operation));
  const std::lock_guard lock(world.pool_mutex);
  world.pool.push_back(std::move(held));
}

CallOptions any_options(World& world, const TicketPtr& ticket, Random& random) {
  CallOptions options;
  options.timeout = milliseconds(chance(random, 4) ? 1 + pick(random, 50) : 200 + pick(random, 1'500));
  options.progress_interval = 10ms;
  options.progress = [ticket](const Progress&) {};  // keeps the ticket alive as long as the call
  switch (pick(random, 4)) {
    case 0: options.sink = Sink::file(world.folder.file(std::to_string(world.files++) + ".mp4")); break;
    case 1:
      options.sink = Sink::callback([left = pick(random, 60'000)](const std::byte*, std::size_t size) mutable {
        left -= std::min(left, size);
        return left > 0;
      });
      break;
    default: break;
  }
  const auto elsewhere = [&workshop = world.workshop](Function<void()> work) { workshop.give(std::move(work)); };
  if (chance(random, 3)) options.file_executor = elsewhere;
  if (chance(random, 3)) options.deliver_on = elsewhere;
  return options;
}

}  // namespace

sandbox::Options World::options() {
  sandbox::Options options;
  options.render = false;
  options.credits = 1e9;
  options.kept_body_bytes = 300;
  options.kept_requests = 5'000'000;
  return options;
}

bool World::holds_the_clip(const std::filesystem::path& file) {
  ++files_seen;
  std::error_code none;
  if (std::filesystem::file_size(file, none) != clip.size()) return false;
  std::string content(clip.size(), '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(content.data(), static_cast<std::streamsize>(content.size()));
  return in && content == clip;
}

ClientOptions World::client_options(bool pumped) const {
  ClientOptions options = sandbox::client_options(server);
  options.retry = {3, 2ms, 20ms};
  options.silence_timeout = 300ms;
  options.pumped = pumped;
  return options;
}

void follow(World& world, const Job& job, Random random) {
  const TicketPtr ticket = world.ledger.open(Sort::question);
  const CallOptions options = any_options(world, ticket, random);
  switch (pick(random, 4)) {
    case 0: return hold(world, ticket, job.status_async(options));
    case 1:
      job.wait_async(options).then([&world, ticket](Result<Video> video) { check(world, ticket, video); });
      return;
    default: return hold(world, ticket, job.wait_async(options));
  }
}

void Caller::act() {
  switch (pick(random_, 27)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4: return generate();
    case 5:
    case 6:
    case 7:
    case 8:
    case 9: return submit();
    case 10: return generate_blocking();
    case 11: return submit_blocking();
    case 12:
      if (chance(random_, 3)) replace_client();
      return;
    case 13:
    case 14: return cancel_one();
    case 15:
    case 16:
    case 17: ++world_.disturbances; return disturb(world_.server, random_);
    case 18:
    case 19: return any_slot().pump();
    case 20: return chance(random_, 2) ? generate_many() : submit_many();
    case 21: return ask_for_credits();
    default: return finish_one();
  }
}

void Caller::generate() {
  const TicketPtr ticket = world_.ledger.open(Sort::generate);
  const CallOptions options = any_options(world_, ticket, random_);
  auto operation = any_slot().use([&](Client& client) { return client.generate_async(request_of(ticket), options); });
  if (chance(random_, 8)) operation.cancel();
  if (chance(random_, 3)) {
    return operation.then([&world = world_, ticket](Result<Video> video) { check(world, ticket, video); });
  }
  hold(world_, ticket, std::move(operation));
}

void Caller::submit() {
  const TicketPtr ticket = world_.ledger.open(Sort::submit);
  const CallOptions options = any_options(world_, ticket, random_);
  auto operation = any_slot().use([&](Client& client) { return client.submit_async(request_of(ticket), options); });
  if (chance(random_, 12)) operation.cancel();
  if (chance(random_, 3)) {
    return operation.then([&world = world_, ticket, seed = random_()](Result<Job> job) {
      ticket->ended(job);
      if (job) follow(world, *job, Random(seed));
    });
  }
  hold(world_, ticket, std::move(operation));
}

namespace {

/// The requests of one batch, with a ticket for each.
struct Many {
  std::vector<TicketPtr> tickets;
  std::vector<Wan27R2VRequest> requests;
  BatchOptions options;

  Many(World& world, Sort sort, Random& random) {
    std::vector<CallOptions> calls;
    for (std::size_t i = pick(random, 6); i > 0; --i) {
      tickets.push_back(world.ledger.open(sort));
      requests.push_back(request_of(tickets.back()));
      calls.push_back(any_options(world, tickets.back(), random));
    }
    options.in_flight = 1 + pick(random, 4);
    options.options_for = [calls = std::move(calls)](std::size_t index) { return calls[index]; };
  }
};

}  // namespace

void Caller::generate_many() {
  const TicketPtr whole = world_.ledger.open(Sort::question);
  Many many(world_, Sort::generate, random_);
  auto operation = any_slot().use([&](Client& client) {
    return client.generate_all(
        many.requests,
        [&world = world_, tickets = many.tickets](std::size_t index, const Result<Video>& video) {
          check(world, tickets[index], video);
        },
        many.options);
  });
  hold(world_, whole, std::move(operation));
}

void Caller::submit_many() {
  const TicketPtr whole = world_.ledger.open(Sort::question);
  Many many(world_, Sort::submit, random_);
  auto operation = any_slot().use([&](Client& client) {
    return client.submit_all(
        many.requests,
        [&world = world_, tickets = many.tickets, seed = random_()](std::size_t index, const Result<Job>& job) {
          tickets[index]->ended(job);
          if (job) follow(world, *job, Random(seed + index));
        },
        many.options);
  });
  hold(world_, whole, std::move(operation));
}

void Caller::ask_for_credits() {
  const TicketPtr ticket = world_.ledger.open(Sort::question);
  const CallOptions options = any_options(world_, ticket, random_);
  hold(world_, ticket, any_slot().use([&](Client& client) { return client.credits_async(options); }));
}

void Caller::generate_blocking() {
  const TicketPtr ticket = world_.ledger.open(Sort::generate);
  CallOptions options = any_options(world_, ticket, random_);
  check(world_, ticket, any_slot().enter([&](Client& client, const Function<void()>& inside) {
    options.progress = [ticket, inside](const Progress&) { inside(); };
    return client.try_generate(request_of(ticket), options);
  }));
}

void Caller::submit_blocking() {
  const TicketPtr ticket = world_.ledger.open(Sort::submit);
  CallOptions options = any_options(world_, ticket, random_);
  const Result<Job> job = any_slot().enter([&](Client& client, const Function<void()>& inside) {
    options.progress = [ticket, inside](const Progress&) { inside(); };
    return client.try_submit(request_of(ticket), options);
  });
  ticket->ended(job);
  if (!job) return;
  const TicketPtr question = world_.ledger.open(Sort::question);
  check(world_, question, job->try_wait(any_options(world_, question, random_)));
}

void Caller::replace_client() {
  any_slot().replace(world_.client_options(chance(random_, 2)));
  ++world_.clients_destroyed;
}

void Caller::cancel_one() {
  std::shared_ptr<Held> held;
  {
    const std::lock_guard lock(world_.pool_mutex);
    if (world_.pool.empty()) return;
    held = world_.pool[pick(random_, world_.pool.size())];
  }
  held->cancel();
}

std::shared_ptr<Held> Caller::take_out() {
  const std::lock_guard lock(world_.pool_mutex);
  if (world_.pool.empty()) return nullptr;
  // When the pool is large, take the oldest, so that none stays for the whole test.
  const std::size_t place = world_.pool.size() > most_held ? 0 : pick(random_, world_.pool.size());
  const auto held = world_.pool.begin() + static_cast<std::ptrdiff_t>(place);
  auto out = std::move(*held);
  world_.pool.erase(held);
  return out;
}

void Caller::finish_one() {
  const std::shared_ptr<Held> held = take_out();
  if (!held) return;
  if (chance(random_, 6)) return held->drop();
  if (!held->wait_for(milliseconds(pick(random_, 100)))) held->cancel();
  held->take(random_);
}

bool Caller::drain() {
  while (const std::shared_ptr<Held> held = take_out()) {
    if (!held->wait_for(patience)) return false;
    held->take(random_);
  }
  return true;
}

}  // namespace segmind::testing
