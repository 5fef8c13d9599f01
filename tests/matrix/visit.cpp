#include "matrix/visit.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace segmind::matrix {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

bool through_proxies(const Cell& cell) noexcept { return cell.byte_fault || cell.refused_connections > 0; }

ClientOptions client_options(const Stand& stand, const Cell& cell, const Patience& patience) {
  ClientOptions options = stand.client_options(through_proxies(cell));
  options.connect_timeout = patience.connect;
  options.silence_timeout = patience.silence;
  options.recover_from_records = cell.kind == Kind::records;
  return options;
}

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Visited visited(Result<Video> video, const std::string& file) {
  Visited result;
  if (!video) {
    result.error = video.error();
  } else {
    result.clip = file.empty() ? std::string(video->bytes().view()) : content_of(file);
  }
  return result;
}

void put(std::string& to, std::uint32_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) to += static_cast<char>(number >> (8 * i) & 0xff);
}

// The smallest valid upload: a WAV with one second of silence, 8 bits, 8 kHz.
std::string a_voice() {
  constexpr std::uint32_t rate = 8000;
  std::string wav = "RIFF";
  put(wav, 36 + rate, 4);
  wav += "WAVEfmt ";
  put(wav, 16, 4);
  for (const std::uint32_t number : {1U, 1U}) put(wav, number, 2);
  for (const std::uint32_t number : {rate, rate}) put(wav, number, 4);
  for (const std::uint32_t number : {1U, 8U}) put(wav, number, 2);
  wav += "data";
  put(wav, rate, 4);
  return wav.append(rate, '\x80');
}

CallOptions generous() {
  CallOptions options;
  options.timeout = 30s;
  options.connect_timeout = 10s;
  return options;
}

}  // namespace

std::string clip_file(const Stand& stand) { return (stand.folder() / "clip.mp4").string(); }

Visit::Visit(Stand& stand, const Cell& cell, const Patience& patience)
    : stand_(stand),
      cell_(cell),
      client_(client_options(stand, cell, patience)),
      job_(cell.failing_job ? stand.failed_job() : stand.job()) {
  options_.timeout = patience.call;
  if (pays(cell.step)) {
    RetryPolicy retry;
    retry.attempts = cell.attempts;
    retry.first_wait = 5ms;
    retry.longest_wait = 20ms;
    retry.unknown_id_grace = 80ms;
    options_.retry = retry;
  }
  if (cell.into_file) options_.sink = Sink::file(clip_file(stand));
}

void Visit::warm() {
  const Job job = client_.resume(stand_.job());
  for (int attempt = 0; attempt < 5; ++attempt) {
    const bool warm =
        is_download(cell_.step) ? job.try_wait(generous()).has_value() : job.try_status(generous()).has_value();
    if (warm) return;
  }
  throw std::runtime_error("a call without a fault failed");
}

void Visit::ask_for_status() {
  if (!client_.resume(job_).try_status(generous())) throw std::runtime_error("a status query without a fault failed");
}

Result<Video> Visit::wait(const std::string& id) { return client_.resume(id).try_wait(options_); }

namespace {

double spent_at_most(const Client& client) {
  const Spending spending = client.spending();
  return spending.charged_dollars + spending.possibly_charged_dollars + spending.pending_dollars;
}

}  // namespace

Visited Visit::call() {
  const std::string file = cell_.into_file ? clip_file(stand_) : "";
  const Wan27R2VRequest request = a_request();
  std::string told;
  options_.on_submitted = [&told](std::string_view id) { told = id; };
  const Clock::time_point began = Clock::now();
  const double spent_before = spent_at_most(client_);  // by warm()
  Visited result;
  switch (cell_.step) {
    case Step::generate:
    case Step::generate_address:
    case Step::generate_download: result = visited(client_.try_generate(request, options_), file); break;
    case Step::submit: {
      if (cell_.through_queue) {
        options_.through_queue = true;
        result = visited(client_.try_generate(request, options_), file);
        break;
      }
      const Result<Job> job = client_.try_submit(request, options_);
      if (job) {
        result.job = job->id();
      } else {
        result.error = job.error();
      }
      break;
    }
    case Step::upload: {
      const std::string voice = a_voice();
      const auto* data = reinterpret_cast<const std::byte*>(voice.data());
      const Result<std::string> address = client_.try_upload(data, voice.size(), "audio/wav", options_);
      if (address) {
        result.address = *address;
      } else {
        result.error = address.error();
      }
      break;
    }
    case Step::status:
    case Step::result:
    case Step::download: result = visited(wait(job_), file); break;
  }
  result.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
  result.told = std::move(told);
  result.spent_at_most = spent_at_most(client_) - spent_before;
  return result;
}

Visited fetch_undisturbed(Stand& stand, const Cell& cell, const std::string& job) {
  CallOptions options = generous();
  const std::string file = cell.into_file ? clip_file(stand) : "";
  if (cell.into_file) options.sink = Sink::file(file);
  return visited(stand.observer().resume(job).try_wait(options), file);
}

}  // namespace segmind::matrix
