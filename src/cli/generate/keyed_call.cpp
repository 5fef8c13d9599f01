#include "cli/generate/keyed_call.hpp"

#include <utility>

#include "cli/files/fingerprint.hpp"
#include "cli/generate/local_files.hpp"
#include "cli/interrupts.hpp"
#include "cli/journal/entry_facts.hpp"

namespace segmind::cli {

std::string KeyedCall::open(const GenerateArguments& arguments, const std::string& service,
                            const segmind::Wan27R2VRequest& planned) {
  auto opened = open_journal(*arguments.journal);
  if (!opened) return in_terms_of_flags(opened.error(), *arguments.journal);
  journal_ = std::make_shared<KeyedJournal>(std::move(*opened));
  const auto entry = journal_->find({{service, arguments.project}, arguments.key}, {});
  if (!entry) return in_terms_of_flags(entry.error(), *arguments.journal);
  Fingerprint fingerprint;
  fingerprint.add(planned.to_json());
  journal_->set_digest(arguments.key, fingerprint.text());
  const bool is_new = !*entry || is_unsent(**entry);
  may_be_sent_ = is_new || (arguments.resubmit_unrecorded && is_in_doubt(**entry));
  journal_->set_heard([this](const std::string&, const segmind::Beginning& told) {
    hear(told);
    return std::optional<segmind::Error>();
  });
  if (!may_be_sent_ && has_local_files(arguments)) {
    journal_->set_may_leave([](const std::string&) { return std::optional(unready()); });
  }
  return "";
}

void KeyedCall::hear(const segmind::Beginning& told) {
  using Outcome = segmind::Beginning::Outcome;
  if (told.outcome == Outcome::ended) was_paid_ = true;
  if (told.outcome == Outcome::in_flight && !was_told_.exchange(true)) is_elsewhere_ = true;
}

segmind::Error KeyedCall::unready() {
  segmind::Error error;
  error.kind = segmind::ErrorKind::cancelled;
  error.message = "The request had been under way, and failed meanwhile; its files are not uploaded. Run this again.";
  return error;
}

segmind::CallOptions KeyedCall::options(segmind::CallOptions options, const GenerateArguments& arguments) {
  options.idempotency_key = arguments.key;
  options.through_queue = arguments.queue;
  options.recover_since = arguments.recover_since;
  if (arguments.resubmit_unrecorded) {
    options.accept_paying_twice = [](const segmind::Error&) { return interrupts == 0; };
  }
  return options;
}

}  // namespace segmind::cli
