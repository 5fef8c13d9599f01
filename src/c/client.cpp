// Clients, cancellations and journals.
#include "c/give.hpp"
#include "c/given/client_options.hpp"
#include "c/handles.hpp"

using namespace segmind::c;

segmind_status segmind_client_create(const segmind_client_options* options, segmind_client** client,
                                     segmind_error** error) {
  auto given = client_options_of(options);
  return give_made(client, error, [&]() -> segmind::Result<std::unique_ptr<segmind_client>> {
    if (!given) return given.error();
    auto made = segmind::Client::try_create(std::move(*given));
    if (!made) return std::move(made).error();
    return std::make_unique<segmind_client>(segmind_client{std::move(*made)});
  });
}

void segmind_client_free(segmind_client* client) { delete client; }

bool segmind_client_pump(segmind_client* client) { return client != nullptr && client->client.pump(); }

bool segmind_client_drain(segmind_client* client, int64_t limit_ms) {
  return client == nullptr || client->client.drain(std::chrono::milliseconds(limit_ms));
}

segmind_status segmind_client_spending(segmind_client* client, segmind_spending* spending, segmind_error** error) {
  return give_filled(spending, error, [&]() -> segmind::Result<segmind_spending> {
    if (client == nullptr) return missing("client");
    const segmind::Spending spent = client->client.spending();
    return segmind_spending{sizeof(segmind_spending),
                            spent.calls,
                            spent.charged,
                            spent.charged_dollars,
                            spent.possibly_charged,
                            spent.possibly_charged_dollars,
                            spent.pending,
                            spent.pending_dollars};
  });
}

segmind_cancellation* segmind_cancellation_create(void) {
  try {
    return new segmind_cancellation;
  } catch (...) {
    return nullptr;
  }
}

void segmind_cancellation_cancel(segmind_cancellation* cancellation) {
  if (cancellation != nullptr) cancellation->source.cancel();
}

void segmind_cancellation_free(segmind_cancellation* cancellation) { delete cancellation; }

segmind_status segmind_journal_memory(segmind_journal** journal, segmind_error** error) {
  return give_made(journal, error, []() -> segmind::Result<std::unique_ptr<segmind_journal>> {
    return std::make_unique<segmind_journal>(segmind_journal{segmind::memory_journal()});
  });
}

void segmind_journal_free(segmind_journal* journal) { delete journal; }
