#include "call/paid/kept.hpp"

#include <utility>

#include "call/exchange/failure.hpp"
#include "call/journal/asking.hpp"
#include "call/journal/claiming.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "call/paid/generate.hpp"
#include "call/paid/kept_call.hpp"

namespace segmind::call {
namespace {

template <typename T>
Operation<T> refuse(const std::shared_ptr<Engine>& engine, const CallOptions& options, const Error& refusal) {
  return begin<T>(engine, options, [&](Delivery<T>) -> Result<std::shared_ptr<Call>> { return refusal; });
}

std::optional<Error> cannot_look_first(const Engine& engine, const CallOptions& options) {
  const char* problem = nullptr;
  if (options.idempotency_key.empty() || !engine.settings().journal) {
    problem = "It is for keys that a journal has lost: give an idempotency_key, and the client a journal.";
  } else if (!engine.settings().recovers) {
    problem = "The account's records cannot be asked: this client asks none, or knows no ClientOptions::records_url.";
  }
  if (problem == nullptr) return std::nullopt;
  return refused_option("recover_since", "", problem);
}

template <typename T>
Operation<T> kept(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options,
                  CallKind kind, PayNow<T> pay) {
  if (options.recover_since) {
    if (std::optional<Error> refusal = cannot_look_first(*engine, options)) return refuse<T>(engine, options, *refusal);
  }
  if (engine->journal() == nullptr && options.idempotency_key.empty()) return pay(engine, request, options, nullptr);
  if (engine->journal() == nullptr) {
    return refuse<T>(engine, options,
                     refused_option("idempotency_key", options.idempotency_key,
                                    "Set ClientOptions::journal: without one nothing remembers the key."));
  }
  return std::make_shared<KeptCall<T>>(engine, request, options, kind, pay)
      ->begin(intention_of(*engine, request, options));
}

// Whoever goes on with an entry has not its request, unless the journal kept it.
Operation<Media> refuse_to_pay(const std::shared_ptr<Engine>& engine, const Request&, const CallOptions& options,
                               std::shared_ptr<Claim>) {
  return refuse<Media>(engine, options,
                       refused_option("entry", "",
                                      "Nothing of it had left, and the journal keeps no requests "
                                      "(ClientOptions::keep_requests): send the request again under its key."));
}

}  // namespace

Operation<Media> keep(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options,
                      CallKind kind, PayNow<Media> pay) {
  return kept<Media>(engine, request, options, kind, pay);
}

Operation<Job> keep(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options,
                    CallKind kind, PayNow<Job> pay) {
  return kept<Job>(engine, request, options, kind, pay);
}

Operation<std::vector<JournalEntry>> unfinished(const std::shared_ptr<Engine>& engine, const CallOptions& options) {
  using Entries = std::vector<JournalEntry>;
  if (engine->journal() == nullptr) return refuse<Entries>(engine, options, without_journal());
  if (std::optional<Error> refusal = unusable(options)) return refuse<Entries>(engine, options, *refusal);
  const JournalScope scope{engine->settings().base_url, engine->settings().project};
  return ask_journal<Entries>(
      engine, options, CallKind::none,
      [scope](Journal& journal, const CancellationToken& stop) { return journal.unfinished(scope, stop); });
}

Operation<Media> go_on(const std::shared_ptr<Engine>& engine, const JournalEntry& entry, const CallOptions& options) {
  if (engine->journal() == nullptr) return refuse<Media>(engine, options, without_journal());
  const bool is_kept = !entry.request.empty();
  RequestFacts facts;
  if (entry.reserved > 0) facts.estimated_cost = CostEstimate{entry.reserved, "As the journal has it."};
  const Request request(entry.model, is_kept ? entry.request : "{}", facts);
  Intention intention = intention_of(*engine, request, options);
  intention.key = entry.key;
  intention.digest = entry.digest;
  intention.request = entry.request;  // stays kept
  const auto pay = is_kept ? &generate_now : &refuse_to_pay;
  return std::make_shared<KeptCall<Media>>(engine, request, options, CallKind::generate, pay, is_kept)
      ->begin(std::move(intention));
}

}  // namespace segmind::call
