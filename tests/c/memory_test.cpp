// Whichever allocation of a program's own thread fails, a function of the C face says so, and what it was given is let
// go once. tests/integration/allocation_test.cpp does the same for all threads of the library.
#include <gtest/gtest.h>

#include "../unit/failing_allocation.hpp"
#include "segmind/c/sandbox.h"
#include "segmind/c/segmind.h"

namespace segmind::testing {
namespace {

/// Runs `call`, which returns a status and takes an error, with each allocation failing in turn, until none is reached.
template <typename Call>
void with_each_allocation_failing(const Call& call) {
  for (long allocation = 0; allocation < 5000; ++allocation) {
    for (const long in_a_row : {1L, 1000L}) {
      segmind_error* error = nullptr;
      failures_in_a_row = in_a_row;
      allocations_until_failure = allocation;
      const segmind_status status = call(&error);
      const bool was_reached = allocations_until_failure < 0;
      allocations_until_failure = -1;
      failures_left = 0;
      EXPECT_EQ(status == SEGMIND_OK, error == nullptr) << allocation;
      if (error != nullptr) {
        EXPECT_EQ(error->status, status) << allocation;
        EXPECT_STRNE(error->message, nullptr) << allocation;
        EXPECT_STRNE(error->description, nullptr) << allocation;
        segmind_error_free(error);
      }
      if (!was_reached) return;
    }
  }
  FAIL() << "it takes memory without end";
}

segmind_wan27_r2v usual_fields() {
  static const char* const images[] = {"https://example.com/1.png"};
  segmind_wan27_r2v fields;
  SEGMIND_INIT(fields);
  fields.prompt = "Image1 and Image2 walk through a garden";  // which deserves advice
  fields.reference_images = images;
  fields.reference_image_count = 1;
  fields.duration_s = 2;
  return fields;
}

TEST(WithoutMemory, ARequestIsMadeOrRefusedWithAnError) {
  with_each_allocation_failing([](segmind_error** error) {
    const segmind_wan27_r2v fields = usual_fields();
    segmind_request* request = nullptr;
    const segmind_status status = segmind_wan27_r2v_request(&fields, &request, error);
    EXPECT_EQ(status == SEGMIND_OK, request != nullptr);
    segmind_request_free(request);
    return status;
  });
  with_each_allocation_failing([](segmind_error** error) {
    segmind_request* request = nullptr;
    const segmind_status status = segmind_request_create("p-image", R"({"prompt":"A fox"})", nullptr, &request, error);
    segmind_request_free(request);
    return status;
  });
}

// An invalid request: the error itself has much to hold.
TEST(WithoutMemory, ARefusalIsToldInFewerWords) {
  bool was_whole = false;
  with_each_allocation_failing([&](segmind_error** error) {
    segmind_wan27_r2v fields = usual_fields();
    fields.prompt = "";
    fields.duration_s = 99;
    segmind_request* request = nullptr;
    const segmind_status status = segmind_wan27_r2v_request(&fields, &request, error);
    EXPECT_NE(status, SEGMIND_OK);
    was_whole = status == SEGMIND_INVALID_REQUEST && (*error)->violation_count == 2;
    return status;
  });
  EXPECT_TRUE(was_whole);
}

TEST(WithoutMemory, EveryCallbackIsDestroyedOnce) {
  segmind_error* error = nullptr;
  const segmind_wan27_r2v fields = usual_fields();
  segmind_request* request = nullptr;
  ASSERT_EQ(segmind_wan27_r2v_request(&fields, &request, &error), SEGMIND_OK);
  with_each_allocation_failing([request](segmind_error** failure) {
    int destroyed[3] = {};
    const auto count = [](void* place) { ++*static_cast<int*>(place); };
    segmind_call_options call;
    SEGMIND_INIT(call);
    call.write = {[](void*, const void*, size_t) { return true; }, &destroyed[0], count};
    call.progress = {[](void*, const segmind_progress*) {}, &destroyed[1], count};
    call.on_submitted = {[](void*, const char*) {}, &destroyed[2], count};
    segmind_media* media = nullptr;
    const segmind_status status = segmind_generate(nullptr, request, &call, &media, failure);
    for (const int times : destroyed) EXPECT_EQ(times, 1);
    segmind_operation_free(segmind_generate_begin(nullptr, request, nullptr));
    return status;
  });
  segmind_request_free(request);
}

class WithoutMemoryService : public ::testing::Test {
 protected:
  void SetUp() override {
    segmind_error* error = nullptr;
    ASSERT_EQ(segmind_sandbox_start(nullptr, &sandbox, &error), SEGMIND_OK);
    SEGMIND_INIT(options);
    ASSERT_EQ(segmind_sandbox_use(sandbox, &options, &error), SEGMIND_OK);
    options.retry.attempts = 1;
    ASSERT_EQ(segmind_client_create(&options, &client, &error), SEGMIND_OK);
    const segmind_wan27_r2v fields = usual_fields();
    ASSERT_EQ(segmind_wan27_r2v_request(&fields, &request, &error), SEGMIND_OK);
  }
  void TearDown() override {
    segmind_request_free(request);
    segmind_client_free(client);
    segmind_sandbox_free(sandbox);
  }
  std::uint64_t paid() const {
    segmind_sandbox_counts counts;
    SEGMIND_INIT(counts);
    EXPECT_EQ(segmind_sandbox_count(sandbox, &counts, nullptr), SEGMIND_OK);
    return counts.generate;
  }

  segmind_sandbox* sandbox = nullptr;
  segmind_client_options options = {};
  segmind_client* client = nullptr;
  segmind_request* request = nullptr;
};

TEST_F(WithoutMemoryService, AClientIsMadeOrAnErrorIsGiven) {
  with_each_allocation_failing([this](segmind_error** error) {
    segmind_client* made = nullptr;
    const segmind_status status = segmind_client_create(&options, &made, error);
    EXPECT_EQ(status == SEGMIND_OK, made != nullptr);
    segmind_client_free(made);
    return status;
  });
}

TEST_F(WithoutMemoryService, WhatWasPaidForIsThereOrCalledSo) {
  with_each_allocation_failing([this](segmind_error** error) {
    const long until_failure = allocations_until_failure;
    allocations_until_failure = -1;
    const std::uint64_t before = paid();
    allocations_until_failure = until_failure;
    segmind_media* media = nullptr;
    const segmind_status status = segmind_generate(client, request, nullptr, &media, error);
    EXPECT_EQ(status == SEGMIND_OK, media != nullptr && media->data_size > 0);
    const long left = allocations_until_failure;
    allocations_until_failure = -1;
    failures_left = 0;
    EXPECT_LE(paid(), before + 1);
    EXPECT_TRUE(paid() == before || media != nullptr || (*error)->charge != SEGMIND_CHARGE_NONE);
    segmind_media_free(media);
    allocations_until_failure = left;
    return status;
  });
}

}  // namespace
}  // namespace segmind::testing
