// An intention whose call is under way: taken over, reported by others, drained, and kept for as long as the call
// takes.
#include "../journal/passing_journal.hpp"
#include "with_journal.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

/// Says when it was asked, and stands still where a test says so.
class WatchedJournal final : public PassingJournal {
 public:
  using PassingJournal::PassingJournal;

  Result<Beginning> begin(const Intention& intention, const CancellationToken& stop) override {
    ++begun;
    while (stands_still && !stop.is_cancelled()) std::this_thread::yield();
    return inner_->begin(intention, stop);
  }
  Result<Leave> leaving(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop) override {
    if (refusals-- > 0) {
      EXPECT_TRUE(inner_->let_go(key, epoch, stop));
      return Leave::no_longer_yours;
    }
    return inner_->leaving(key, epoch, stop);
  }
  Result<void> renew(const std::string& owner, std::chrono::milliseconds lease,
                     const CancellationToken& stop) override {
    auto told = inner_->renew(owner, lease, stop);
    if (++renewals == 1) first_renewal.set_value(told.has_value());
    return told;
  }
  Result<std::vector<JournalEntry>> unfinished(const JournalScope& scope, const CancellationToken& stop) override {
    ++asked_for_unfinished;
    while (stands_still && !stop.is_cancelled()) std::this_thread::yield();
    return inner_->unfinished(scope, stop);
  }

  std::atomic<bool> stands_still{false};
  std::atomic<int> begun{0};
  std::atomic<int> refusals{0};
  std::atomic<int> renewals{0};
  std::atomic<int> asked_for_unfinished{0};
  std::promise<bool> first_renewal;
};

class JournalUnderWay : public WithSharedJournal {
 protected:
  ClientOptions watched_options() const {
    ClientOptions made = options();
    made.journal = watched;
    return made;
  }
  template <typename Condition>
  static bool becomes_true(const Condition& condition) {
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (!condition() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    return condition();
  }

  const std::shared_ptr<WatchedJournal> watched = std::make_shared<WatchedJournal>(journal);
};

TEST_F(JournalUnderWay, ThatAnotherHasTakenOverIsNotSentAndAskedForAgain) {
  watched->refusals = 1;
  const auto video = Client(watched_options()).try_generate(a_request(), keyed());
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_EQ(watched->begun, 2);
  EXPECT_EQ(entry().attempts.size(), 1U);
  EXPECT_EQ(paid_posts(), 1U);
}

// Its sender comes back with the clip while another looks for it.
TEST_F(JournalUnderWay, ThatItsSenderReportsAsPaidIsGivenToWhoeverLooksForIt) {
  ClientOptions patient = options();
  patient.records_settle = 1h;
  Client finder(patient);
  const std::uint64_t sender = leave_behind(a_request());
  auto looking = finder.generate_async(a_request(), keyed());
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.records >= 1; }));
  const Video made = bare.submit(Wan27R2VRequest::Builder("Image1 runs").duration(2s).build()).wait();
  JournalEnd end;
  end.charge = Charge::charged;
  end.address = made.receipt().address.value();
  ASSERT_TRUE(journal->ended(key(), sender, end));
  EXPECT_EQ(looking.get().bytes().view(), made.bytes().view());
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(JournalUnderWay, ThatWaitsForItsJournalIsDrainedUnpaid) {
  watched->stands_still = true;
  Client owner(watched_options());
  CancellationSource drain;
  CallOptions call = keyed();
  call.drain = drain.token();
  auto video = owner.generate_async(a_request(), call);
  ASSERT_TRUE(becomes_true([this] { return watched->begun == 1; }));
  drain.cancel();
  const auto ended = video.try_get();
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(ended.error().charge, Charge::none);
  watched->stands_still = false;
  EXPECT_TRUE(owner.drain(10s));
  const auto refused = owner.try_generate(a_request(), keyed());
  ASSERT_FALSE(refused) << "A client that is drained begins nothing.";
  EXPECT_EQ(refused.error().charge, Charge::none);
  EXPECT_EQ(paid_posts(), 0U);
}

TEST_F(JournalUnderWay, ThatIsAskedForEndsWithItsLimitAndWithItsClient) {
  watched->stands_still = true;
  auto asking = std::make_unique<Client>(watched_options());
  CallOptions brief;
  brief.timeout = 30ms;
  const auto late = asking->try_unfinished(brief);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, ErrorKind::timeout);
  EXPECT_EQ(late.error().charge, Charge::none);
  auto call = asking->unfinished_async();
  asking.reset();
  const auto ended = call.try_get();
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(ended.error().charge, Charge::none);
}

// Ten seconds: a third of the lease, which others respect.
TEST_F(JournalUnderWay, StaysItsCallsForAsLongAsThatTakes) {
  Client owner(watched_options());
  server.hold();
  auto video = owner.generate_async(a_request(), keyed("shot-042", 60s));
  ASSERT_TRUE(wait_until_waiting(1));
  const auto leased_until = entry().lease_until;
  auto renewed = watched->first_renewal.get_future();
  ASSERT_EQ(renewed.wait_for(40s), std::future_status::ready);
  EXPECT_TRUE(renewed.get());
  EXPECT_GT(entry().lease_until, leased_until);
  server.release();
  EXPECT_TRUE(video.try_get());
  EXPECT_EQ(paid_posts(), 1U);
}

}  // namespace
}  // namespace segmind::testing
