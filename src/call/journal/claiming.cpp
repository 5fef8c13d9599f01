#include "call/journal/claiming.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "api/request_body.hpp"
#include "call/exchange/failure.hpp"
#include "call/journal/desk.hpp"
#include "call/lifecycle/call.hpp"
#include "call/lifecycle/operation.hpp"
#include "os/boot_time.hpp"
#include "text/number.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds shortest_look{100};  // after a lease should have ended

std::string in_dollars(double dollars) { return '$' + text::decimal_text(dollars, 4, 2); }

std::int64_t drawn_seed() { return static_cast<std::int64_t>(std::random_device{}() & 0x7FFFFFFFU); }

Error another_request(const std::string& key) {
  return refused_option("idempotency_key", key,
                        "It stands for another request in the journal: give this one a key of its own.");
}

class Claiming final : public Step {
 public:
  Claiming(Call& call, Intention intention, CallKind kind, Delivery<Claimed> deliver)
      : call_(call), intention_(std::move(intention)), kind_(kind), deliver_(std::move(deliver)) {}

 private:
  void begin() override {
    if (call_.engine().is_draining()) {
      return call_.fail(cancelled("The client begins nothing new: it is being drained."));
    }
    call_.progress().enter(Phase::waiting);
    look();
  }
  CallKind kind() const noexcept override { return kind_; }
  void stop() noexcept override {
    looking_.reset();
    if (timer_) call_.engine().loop().cancel(*timer_);
  }
  void drain() noexcept override { call_.fail(cancelled("It was ended before it was sent.")); }
  Charge charge() const noexcept override { return Charge::none; }
  std::string last_problem() const override { return is_elsewhere_ ? "Another client had it under way." : ""; }
  void deliver(Error error) noexcept override { deliver_(std::move(error)); }

  /// Runs `then` for an answer of the journal, unless the call has ended or looked anew meanwhile.
  template <typename Told>
  std::function<void(Told)> while_looking(void (Claiming::*then)(Told)) {
    return [this, then, looking = std::weak_ptr<Looking>(looking_), call = call_.weak_from_this()](Told told) {
      const auto alive = call.lock();
      if (alive && !looking.expired()) alive->guarded([&] { (this->*then)(std::move(told)); });
    };
  }

  void look() {
    if (const auto timer = std::exchange(timer_, std::nullopt)) call_.engine().loop().cancel(*timer);
    looking_ = std::make_shared<Looking>();
    call_.engine().journal()->ask<std::uint64_t>(
        [](Journal& journal, const CancellationToken& stop) {
          return journal.wait_for_change(0, milliseconds(0), stop);
        },
        while_looking(&Claiming::on_seen));
  }

  void on_seen(Result<std::uint64_t> seen) {
    if (!seen) return call_.fail(std::move(seen).error());
    seen_ = *seen;
    asked_ = os::since_boot();
    call_.engine().journal()->ask<Beginning>(
        [intention = intention_](Journal& journal, const CancellationToken& stop) {
          return journal.begin(intention, stop);
        },
        [hear = while_looking(&Claiming::on_told), looking = std::weak_ptr<Looking>(looking_),
         engine = call_.shared_engine(), key = intention_.key](Result<Beginning> told) {
          if (looking.expired() && told && told->outcome == Beginning::Outcome::mine) {
            return give_back(*engine, key, told->entry.epoch);
          }
          hear(std::move(told));
        });
  }

  // The call ended before it heard that the entry is its: others need not wait for the lease.
  static void give_back(Engine& engine, const JournalKey& key, std::uint64_t epoch) {
    engine.journal()->report(
        [key, epoch](Journal& journal, const CancellationToken& stop) { return journal.let_go(key, epoch, stop); });
  }

  void on_told(Result<Beginning> told) {
    using Outcome = Beginning::Outcome;
    if (!told) return call_.fail(std::move(told).error());
    switch (told->outcome) {
      case Outcome::another_request: return call_.fail(another_request(intention_.key.text));
      case Outcome::over_budget: return call_.fail(over_budget(intention_, told->spent));
      case Outcome::in_flight: return wait(told->entry);
      case Outcome::mine:
      case Outcome::ended: break;
    }
    if (const auto self = call_.finish()) deliver_(Claimed{std::move(*told), asked_});
  }

  // Until something happens to it, or its owner has not been heard of for too long.
  void wait(const JournalEntry& entry) {
    is_elsewhere_ = true;
    looking_ = std::make_shared<Looking>();
    const auto again = [this, looking = std::weak_ptr<Looking>(looking_), call = call_.weak_from_this()] {
      const auto alive = call.lock();
      if (alive && !looking.expired()) alive->guarded([this] { look(); });
    };
    call_.engine().journal()->watch(seen_, again);
    const auto left = entry.lease_until - std::chrono::system_clock::now();
    const milliseconds wait = std::clamp(std::chrono::ceil<milliseconds>(left), shortest_look, JournalDesk::lease);
    timer_ = call_.engine().loop().at(call_.now() + wait, again);
  }

  struct Looking {};

  Call& call_;
  const Intention intention_;
  const CallKind kind_;
  const Delivery<Claimed> deliver_;
  std::shared_ptr<Looking> looking_;  // an answer that comes later than its end is not heard
  std::optional<net::Loop::TimerId> timer_;
  std::uint64_t seen_ = 0;
  std::chrono::nanoseconds asked_{0};
  bool is_elsewhere_ = false;
};

}  // namespace

Error over_budget(const Intention& wanted, const Spending& spent) {
  Error error;
  error.kind = ErrorKind::spending_limit;
  error.message = "The call could cross the spending limit of all who share the journal.";
  error.violations.push_back({"spending_limit", in_dollars(wanted.budget->limit),
                              "The call costs about " + in_dollars(wanted.dollars) + "; before it, " +
                                  in_dollars(spent.charged_dollars) + " are spent, " +
                                  in_dollars(spent.possibly_charged_dollars) + " may have been spent, and " +
                                  in_dollars(spent.pending_dollars) + " are set aside for what is under way."});
  return error;
}

Intention intention_of(Engine& engine, const Request& request, const CallOptions& options) {
  const Settings& settings = engine.settings();
  Intention wanted;
  wanted.key.scope = {settings.base_url, settings.project};
  wanted.key.text = options.idempotency_key;
  wanted.owner = engine.journal()->owner();
  if (wanted.key.text.empty()) {
    wanted.key.text = "without a key: " + wanted.owner + '-' + std::to_string(engine.next_intention());
  }
  wanted.lease = JournalDesk::lease;
  wanted.digest = api::request_digest(request.slug(), request.to_json());
  wanted.model = request.slug();
  if (api::has_random_seed(request.to_json())) wanted.seed = drawn_seed();
  if (settings.keep_requests) wanted.request = request.to_json();
  if (request.estimated_cost()) wanted.dollars = request.estimated_cost()->dollars;
  if (settings.spending_limit) wanted.budget = JournalBudget{*settings.spending_limit, settings.spending_since};
  return wanted;
}

Request request_of(const JournalEntry& entry, const Request& request) {
  if (!entry.seed && entry.request.empty()) return request;
  std::string json = entry.request.empty() ? request.to_json() : entry.request;
  if (entry.seed) json = api::with_seed(json, *entry.seed);
  return Request(request.slug(), std::move(json),
                 {request.estimated_cost(), request.expected_time(), request.output()});
}

Operation<Claimed> claim(const std::shared_ptr<Engine>& engine, Intention intention, const CallOptions& options,
                         CallKind kind) {
  return begin<Claimed>(engine, options, [&](Delivery<Claimed> deliver) -> Result<std::shared_ptr<Call>> {
    return Call::of<Claiming>(engine, options, TimeLimit{engine->settings().timeout, {}}, std::move(intention), kind,
                              std::move(deliver));
  });
}

}  // namespace segmind::call
