#include "c/given/call_options.hpp"

#include "c/given/callback.hpp"
#include "c/given/client_options.hpp"
#include "c/given/sized.hpp"
#include "c/handles.hpp"
#include "c/shown/error_value.hpp"
#include "c/shown/phase.hpp"

namespace segmind::c {
namespace {

using std::chrono::milliseconds;

/// Kept before anything can fail: each is destroyed once, whatever becomes of the call.
struct Callbacks {
  explicit Callbacks(const segmind_call_options& given) noexcept
      : write(keep(given.write)),
        progress(keep(given.progress)),
        accept_paying_twice(keep(given.accept_paying_twice)),
        on_submitted(keep(given.on_submitted)) {}

  bool are_kept() const noexcept { return write && progress && accept_paying_twice && on_submitted; }

  SharedCallback<segmind_on_bytes> write;
  SharedCallback<segmind_on_progress> progress;
  SharedCallback<segmind_on_doubt> accept_paying_twice;
  SharedCallback<segmind_on_text> on_submitted;
};

void tell(const Callback<segmind_on_progress>& callback, const Progress& progress) {
  segmind_progress told = {};
  told.size = sizeof told;
  told.phase = phase_of(progress.phase);
  told.attempt = progress.attempt;
  told.elapsed_ms = progress.elapsed.count();
  told.bytes = progress.bytes;
  told.total = progress.total ? static_cast<std::int64_t>(*progress.total) : -1;
  told.wait_ms = progress.wait.count();
  told.service_state = progress.service_state.c_str();
  callback(&told);
}

bool accepts(const Callback<segmind_on_doubt>& callback, const Error& failure) {
  ErrorValue told;
  told.take(Error(failure));
  return callback(static_cast<const segmind_error*>(&told));
}

void add_callbacks(const Callbacks& callbacks, CallOptions& options) {
  if (*callbacks.write) {
    options.sink = Sink::callback([write = callbacks.write](const std::byte* data, std::size_t size) {
      return (*write)(static_cast<const void*>(data), size);
    });
  }
  if (*callbacks.progress) {
    options.progress = [progress = callbacks.progress](const Progress& now) { tell(*progress, now); };
  }
  if (*callbacks.accept_paying_twice) {
    options.accept_paying_twice = [doubt = callbacks.accept_paying_twice](const Error& failure) {
      return accepts(*doubt, failure);
    };
  }
  if (*callbacks.on_submitted) {
    options.on_submitted = [told = callbacks.on_submitted](std::string_view id) { (*told)(std::string(id).c_str()); };
  }
}

void add_values(const segmind_call_options& given, CallOptions& options) {
  if (given.timeout_ms != 0) options.timeout = milliseconds(given.timeout_ms);
  if (given.connect_timeout_ms != 0) options.connect_timeout = milliseconds(given.connect_timeout_ms);
  if (given.cancellation != nullptr) options.cancellation = given.cancellation->source.token();
  if (given.drain != nullptr) options.drain = given.drain->source.token();
  if (given.file != nullptr) options.sink = Sink::file(given.file);
  if (given.progress_interval_ms != 0) options.progress_interval = milliseconds(given.progress_interval_ms);
  if (given.retry != nullptr) options.retry = retry_of(*given.retry, RetryPolicy());
  options.through_queue = given.through_queue;
  if (given.idempotency_key != nullptr) options.idempotency_key = given.idempotency_key;
}

}  // namespace

GivenOptions::GivenOptions(const segmind_call_options* given) noexcept {
  try {
    segmind_call_options options;
    refused_ = read(given, options, "options");
    if (refused_) return;
    const Callbacks callbacks(options);
    if (!callbacks.are_kept()) throw std::bad_alloc();
    if (options.file != nullptr && options.write.function != nullptr) {
      refused_ = refusal("options: file and write are both set. A clip goes to one of them.");
      return;
    }
    add_values(options, options_);
    add_callbacks(callbacks, options_);
  } catch (...) {
    refused_ = error_of_current_exception();
  }
}

}  // namespace segmind::c
