#include "plugin.hpp"

#include <atomic>
#include <segmind/segmind.hpp>
#include <utility>

#include "../journal/passing_journal.hpp"

namespace {

// The client's last words to its journal take as long as `work`.
class LateJournal final : public segmind::testing::PassingJournal {
 public:
  explicit LateJournal(void (*work)()) : PassingJournal(segmind::memory_journal()), work_(work) {}
  segmind::Result<void> renew(const std::string& owner, std::chrono::milliseconds lease,
                              const segmind::CancellationToken& stop) override {
    if (lease.count() == 0) work_();
    return PassingJournal::renew(owner, lease, stop);
  }

 private:
  void (*const work_)();
};

bool make_clip(const char* base_url, const char* key, std::shared_ptr<segmind::Journal> journal) {
  segmind::ClientOptions options;
  options.base_url = base_url;
  options.api_key = key;
  options.journal = std::move(journal);
  options.expected_earliest = options.expected_latest = std::chrono::milliseconds(1);
  auto client = segmind::Client::try_create(options);
  const auto request = segmind::Wan27R2VRequest::Builder("A kite above a beach").try_build();
  if (!client || !request) return false;
  std::atomic<int> heard{0};
  segmind::CallOptions call;
  call.through_queue = true;
  call.idempotency_key = "shot-042";
  call.progress = [&heard](const segmind::Progress&) { ++heard; };
  auto operation = client->generate_async(*request, call);
  operation.then([&heard](const segmind::Result<segmind::Video>& video) { heard += video ? 1000 : 0; });
  while (!operation.wait_for(std::chrono::seconds(1))) continue;
  return client->try_credits() && heard > 1000;
}

}  // namespace

bool plugin_make_clip(const char* base_url, const char* key) {
  return make_clip(base_url, key, segmind::memory_journal());
}

bool plugin_leave_thread(const char* base_url, const char* key, void (*work)()) {
  return make_clip(base_url, key, std::make_unique<LateJournal>(work));
}

void plugin_leave_lookup(void (*begun)()) {
  segmind::ClientOptions options;
  options.base_url = "https://a-host.of-a-plugin";
  options.api_key = "SG_plugin0000000000";
  auto client = segmind::Client::try_create(options);
  auto operation = client->credits_async();
  begun();
}
