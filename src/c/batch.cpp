// Many clips at once.
#include <vector>

#include "c/give.hpp"
#include "c/given/call_options.hpp"
#include "c/given/callback.hpp"
#include "c/handles.hpp"
#include "c/operation.hpp"
#include "c/shown/request_value.hpp"
#include "c/shown/value.hpp"

using namespace segmind::c;
using segmind::BatchSummary;

namespace segmind::c {
namespace {

void tell(const Callback<segmind_on_result>& on_result, std::size_t index, Result<Video> result) {
  if (result) {
    auto media = std::make_unique<MediaValue>();
    media->take(std::move(*result));
    on_result(index, static_cast<segmind_media*>(media.release()), static_cast<segmind_error*>(nullptr));
  } else {
    auto error = std::make_unique<ErrorValue>();
    error->take(std::move(result).error());
    on_result(index, static_cast<segmind_media*>(nullptr), static_cast<segmind_error*>(error.release()));
  }
}

/// What a program gave for a batch. Made before anything is refused, so that each callback is destroyed.
class GivenBatch {
 public:
  explicit GivenBatch(const segmind_batch* given) noexcept {
    try {
      refused_ = given == nullptr ? missing("batch") : read(given, batch_, "batch");
      if (refused_) return;
      on_result_ = keep(batch_.on_result);
      if (on_result_ == nullptr) throw std::bad_alloc();
      if (batch_.options != nullptr) read_options();
    } catch (...) {
      refused_ = error_of_current_exception();
    }
  }

  Result<Operation<BatchSummary>> begin(segmind_client* client) {
    if (client == nullptr) return missing("client");
    if (refused_) return std::move(*refused_);
    if (batch_.requests == nullptr && batch_.count != 0) return missing("batch: requests");
    std::vector<Request> requests;
    for (std::size_t i = 0; i < batch_.count; ++i) {
      const auto* value = behind<RequestValue>(batch_.requests[i]);
      if (value == nullptr) return missing_value(("batch: requests[" + std::to_string(i) + "]").c_str());
      requests.push_back(value->request);
    }
    Function<void(std::size_t, Result<Video>)> on_result;
    if (*on_result_) {
      on_result = [kept = on_result_](std::size_t index, Result<Video> result) {
        tell(*kept, index, std::move(result));
      };
    }
    return client->client.generate_all(std::move(requests), std::move(on_result), options());
  }

 private:
  void read_options() {
    for (std::size_t i = 0; i < batch_.count; ++i) {
      const GivenOptions given(batch_.options[i]);
      if (given.refused() && !refused_) {
        refused_ = given.refused();
        refused_->message = "batch: options[" + std::to_string(i) + "]: " + refused_->message;
      }
      options_.push_back(given.options());
    }
  }

  BatchOptions options() {
    BatchOptions options;
    if (batch_.in_flight != 0) options.in_flight = batch_.in_flight;
    if (batch_.cancellation != nullptr) options.cancellation = batch_.cancellation->source.token();
    if (batch_.drain != nullptr) options.drain = batch_.drain->source.token();
    if (!options_.empty()) {
      const auto each = std::make_shared<std::vector<CallOptions>>(std::move(options_));
      // Moved out: what a call's callbacks hold is let go at the call's end, not at the batch's.
      options.options_for = [each](std::size_t index) { return std::exchange((*each)[index], CallOptions()); };
    }
    return options;
  }

  segmind_batch batch_ = {};
  std::optional<Error> refused_;
  SharedCallback<segmind_on_result> on_result_;
  std::vector<CallOptions> options_;
};

Result<segmind_summary> shown_summary(Result<BatchSummary> summary) {
  if (!summary) return std::move(summary).error();
  return segmind_summary{sizeof(segmind_summary), summary->succeeded, summary->failed};
}

}  // namespace
}  // namespace segmind::c

segmind_operation* segmind_generate_all_begin(segmind_client* client, const segmind_batch* batch) {
  GivenBatch given(batch);
  return begin<BatchSummary>([&] { return given.begin(client); });
}

segmind_status segmind_generate_all(segmind_client* client, const segmind_batch* batch, segmind_summary* summary,
                                    segmind_error** error) {
  GivenBatch given(batch);
  return give_filled(summary, error, [&]() -> segmind::Result<segmind_summary> {
    auto operation = given.begin(client);
    if (!operation) return std::move(operation).error();
    auto ended = operation->try_get();
    // Inside a callback of the client nobody can wait for the batch, and nothing of it has left yet.
    if (!ended && ended.error().kind == segmind::ErrorKind::misuse) operation->cancel();
    return shown_summary(std::move(ended));
  });
}

segmind_status segmind_take_summary(segmind_operation* operation, segmind_summary* summary, segmind_error** error) {
  return give_filled(summary, error, [&] { return shown_summary(take_from<BatchSummary>(operation)); });
}
