#include "matrix/stand.hpp"

#include <atomic>
#include <chrono>
#include <fstream>
#include <mutex>
#include <stdexcept>

#include "integration/certificates.hpp"
#include "segmind/sandbox/client_options.hpp"

namespace segmind::matrix {
namespace {

using namespace std::chrono_literals;
using testing::FaultProxy;
using testing::Front;
using testing::Traffic;

// Serialises Authority::issue(): its counter of certificates is not thread-safe.
std::mutex& certificates_mutex() {
  static std::mutex mutex;
  return mutex;
}

sandbox::Options server_options(Transport transport, const Records& records, const std::filesystem::path& folder,
                                std::string& ca_file) {
  sandbox::Options options;
  records.apply_to(options);
  if (transport == Transport::http2) options.clock_offset = {};  // the server in front has a Date of its own
  options.render = false;
  options.credits = 1e9;
  options.kept_requests = 64;
  if (transport == Transport::tls) {
    const std::lock_guard lock(certificates_mutex());
    const testing::Authority authority(folder.string(), "sandbox");
    const testing::Certificate certificate = authority.issue("IP:127.0.0.1");
    options.certificate_file = certificate.certificate_file;
    options.private_key_file = certificate.key_file;
    ca_file = authority.file();
  }
  return options;
}

std::unique_ptr<Front> make_front(std::uint16_t port) {
  const std::lock_guard lock(certificates_mutex());
  return std::make_unique<Front>(Front::Kind::http2_tls, port);
}

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string at_port(const std::string& scheme, std::uint16_t port) {
  return scheme + "://127.0.0.1:" + std::to_string(port);
}

bool is_settled(const sandbox::Counts& counts) {
  return counts.waiting == 0 && counts.generations_started == counts.generations_completed + counts.generations_failed;
}

}  // namespace

Wan27R2VRequest a_request() {
  static std::atomic<unsigned> made{10'000'000};  // of as many digits always: it is broken at the same bytes
  return Wan27R2VRequest::Builder("Image1 walks through garden " + std::to_string(++made)).duration(2s).build();
}

Stand::Stand(Transport transport, const Records& records)
    : files_(folder_.path() / "clips"),
      server_(server_options(transport, records, folder_.path(), ca_file_)),
      scheme_(transport == Transport::plain ? "http" : "https"),
      barrier_rounds_(transport == Transport::http2 ? 4 : 2) {
  std::filesystem::create_directory(files_);
  std::uint16_t api_port = server_.port();
  std::uint16_t files_port = server_.files_port();
  if (transport == Transport::http2) {
    api_front_ = make_front(api_port);
    files_front_ = make_front(files_port);
    api_port = api_front_->port();
    files_port = files_front_->port();
    ca_file_ = folder_.file("fronts.pem");
    std::ofstream(ca_file_) << text_of(api_front_->ca_file()) << text_of(files_front_->ca_file());
  }
  api_ = at_port(scheme_, api_port);
  files_origin_ = at_port(scheme_, files_port);
  api_proxy_ = std::make_unique<FaultProxy>(api_port);
  files_proxy_ = std::make_unique<FaultProxy>(files_port);
  if (transport == Transport::plain) api_proxy_->record(8192);

  ClientOptions options = client_options(false);
  options.silence_timeout = 30s;
  observer_ = std::make_unique<Client>(std::move(options));
  clip_ = observer_->generate(a_request()).bytes().view();
  const std::string address = server_.add_file(clip_, "video/mp4");
  clip_path_ = address.substr(server_.files_url().size());
  job_ = submit_job();
  server_.inject(sandbox::Fault::failed_work("a face could not be found").on(sandbox::Route::submit));
  failed_job_ = submit_job();
  server_.clear_faults();
}

std::string Stand::submit_job() {
  const std::string id = observer_->submit(a_request()).id();
  server_.wait_for(is_settled);
  return id;
}

ClientOptions Stand::client_options(bool through_proxies) const {
  ClientOptions options = sandbox::client_options(server_);
  options.base_url = through_proxies ? at_port(scheme_, api_proxy_->port()) : api_;
  options.storage_url = options.base_url;
  options.ca_file = ca_file_;
  options.retry.attempts = 10;
  options.retry.first_wait = 5ms;
  options.retry.longest_wait = 20ms;
  options.retry.unknown_id_grace = 80ms;
  return options;
}

std::string Stand::clip_address(bool through_proxies) const {
  return (through_proxies ? at_port(scheme_, files_proxy_->port()) : files_origin_) + clip_path_;
}

void Stand::set_faults(Step step, bool through_proxies, const std::optional<sandbox::Fault>& first) {
  using sandbox::Fault;
  server_.clear_faults();
  if (first) server_.inject(*first);
  const std::string address = clip_address(through_proxies);
  if (step == Step::generate_address || step == Step::generate_download) {
    server_.inject(Fault::body(R"({"status":"COMPLETED","output":")" + address + "\"}")
                       .on(sandbox::Route::generate)
                       .repeat_forever()
                       .charged());
  }
  if (is_download(step)) {
    server_.inject(Fault::body(R"({"status":"COMPLETED","video":{"url":")" + address + R"("},"output":")" + address +
                               R"(","metrics":{}})")
                       .on(sandbox::Route::result)
                       .repeat_forever());
  }
}

void Stand::settle() {
  for (FaultProxy* proxy : {api_proxy_.get(), files_proxy_.get()}) {
    proxy->disarm();
    proxy->close_all();
    proxy->wait_for([](const Traffic& traffic) { return traffic.open == 0; });
  }
  server_.clear_faults();
  // Bytes that passed the proxy are in the server's sockets by now, and its single thread reads them before these
  // queries. A new connection takes it one more round, a front server two more.
  for (int round = 0; round < barrier_rounds_; ++round) {
    if (!observer_->resume(job_).try_status()) throw std::runtime_error("the sandbox does not answer");
  }
  if (!server_.wait_for(is_settled)) throw std::runtime_error("the sandbox does not become idle");
}

void Stand::empty_folder() {
  for (const auto& entry : std::filesystem::directory_iterator(files_)) std::filesystem::remove(entry.path());
}

}  // namespace segmind::matrix
