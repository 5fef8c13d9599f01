// Every allocation of a call fails once: the call ends all the same, and says nothing of money that is not so.

#include "../unit/failing_allocation.hpp"
#include "service.hpp"

namespace segmind::testing {
namespace {

class OutOfMemory : public Service {
 protected:
  explicit OutOfMemory(sandbox::Options sandbox = quick()) : Service(options_for, std::move(sandbox)) {}
  ~OutOfMemory() override { failures_in_a_row = 1; }

  // All that a pumped client does happens in the calling thread, whose allocations can be counted.
  Client pumped{pumped_options_for(server)};
  CallOptions bounded{[] {
    CallOptions call;
    call.timeout = 5s;
    return call;
  }()};

  /// Runs the call again and again, each time with another allocation that fails, until none does. `look` sees each
  /// end.
  template <typename Run, typename Look>
  void fail_each_allocation(Run run, Look look) {
    for (long allocation = 0; allocation < 5000; ++allocation) {
      const auto before = server.counts().generations_charged;
      const auto posts = paid_posts();
      allocations_until_failure = allocation;
      auto result = run();
      const bool reached = allocations_until_failure < 0;
      allocations_until_failure = -1;
      failures_left = 0;
      if (!reached) {
        EXPECT_TRUE(result) << result.error().describe();
        return;
      }
      SCOPED_TRACE("allocation " + std::to_string(allocation));
      look(result);
      // The service charges when the clip is made: it must not look like the next run's.
      if (paid_posts() > posts) {
        (void)server.wait_for([&](const sandbox::Counts& counts) { return counts.generations_charged > before; },
                              300ms);
      }
      if (result) continue;
      EXPECT_NE(result.error().kind, ErrorKind::timeout) << "it hung";
      if (result.error().charge == Charge::none) {
        EXPECT_EQ(server.counts().generations_charged, before);
      }
    }
    FAIL() << "the call allocates without end";
  }
  template <typename Run>
  void fail_each_allocation(Run run) {
    fail_each_allocation(run, [](const auto&) {});
  }
};

TEST_F(OutOfMemory, EveryGenerationEndsAndHidesNoCost) {
  const auto request = a_request();
  fail_each_allocation([&] { return pumped.try_generate(request, bounded); });
}

TEST_F(OutOfMemory, EveryGenerationEndsWhereMemoryStaysShortForAWhile) {
  const auto request = a_request();
  failures_in_a_row = 6;
  fail_each_allocation([&] { return pumped.try_generate(request, bounded); });
}

TEST_F(OutOfMemory, EveryGenerationToAFileEndsAndLeavesNoPartThatIsNotPaidFor) {
  const auto request = a_request();
  TemporaryFolder folder;
  bounded.sink = Sink::file(folder.file("clip.mp4"));
  const auto empty = [&](const Result<Video>& video) {
    if (!video && video.error().charge == Charge::none) {
      EXPECT_EQ(folder.entries(), 0U);
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) std::filesystem::remove(entry);
  };
  fail_each_allocation([&] { return pumped.try_generate(request, bounded); }, empty);
}

TEST_F(OutOfMemory, EverySubmissionEndsAndHidesNoCost) {
  const auto request = a_request();
  fail_each_allocation([&] { return pumped.try_submit(request, bounded); });
}

// With few records: each that is read costs some allocations.
sandbox::Options with_few_records() {
  sandbox::Options options = quick();
  options.kept_requests = 2;
  return options;
}

class OutOfMemoryWhileLookingForALoss : public OutOfMemory {
 protected:
  OutOfMemoryWhileLookingForALoss() : OutOfMemory(with_few_records()) {
    for (const auto route : {sandbox::Route::generate, sandbox::Route::submit}) {
      server.inject(sandbox::Fault::no_answer().on(route).repeat_forever());
    }
  }
};

TEST_F(OutOfMemoryWhileLookingForALoss, EveryGenerationEndsAndHidesNoCost) {
  const auto request = a_request();
  fail_each_allocation([&] { return pumped.try_generate(request, bounded); });
}

TEST_F(OutOfMemoryWhileLookingForALoss, EveryGenerationEndsWhereMemoryStaysShortForAWhile) {
  const auto request = a_request();
  failures_in_a_row = 6;
  fail_each_allocation([&] { return pumped.try_generate(request, bounded); });
}

TEST_F(OutOfMemoryWhileLookingForALoss, EverySubmissionEndsAndHidesNoCost) {
  const auto request = a_request();
  fail_each_allocation([&] { return pumped.try_submit(request, bounded); });
}

TEST_F(OutOfMemory, EveryWaitEnds) {
  const Job job = pumped.submit(a_request());
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.generations_charged == 1; }));
  fail_each_allocation([&] { return job.try_wait(bounded); });
}

TEST_F(OutOfMemory, EveryGenerationThroughTheQueueEndsAndHidesNoCost) {
  const auto request = a_request();
  bounded.through_queue = true;
  fail_each_allocation([&] { return pumped.try_generate(request, bounded); });
}

TEST_F(OutOfMemory, EveryClipOfABatchThroughTheQueueEndsAndHidesNoCost) {
  const std::vector<Wan27R2VRequest> requests(1, a_request());
  BatchOptions options;
  options.options_for = [this](std::size_t) {
    CallOptions call = bounded;
    call.through_queue = true;
    return call;
  };
  fail_each_allocation([&]() -> Result<Video> {
    std::optional<Result<Video>> told;
    try {
      pumped
          .generate_all(
              requests, [&told](std::size_t, Result<Video> video) { told = std::move(video); }, options)
          .get();
    } catch (const std::bad_alloc&) {
      // It never began.
    }
    return told ? std::move(*told) : Result<Video>(Error());
  });
}

TEST_F(OutOfMemory, EveryQuestionEnds) {
  fail_each_allocation([&] { return pumped.try_credits(bounded); });
}

}  // namespace
}  // namespace segmind::testing
