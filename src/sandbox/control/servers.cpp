#include "sandbox/control/servers.hpp"

#include <fstream>
#include <stdexcept>

#include "sandbox/http_server.hpp"
#include "sandbox/options_check.hpp"
#include "sandbox/temporary_folder.hpp"

namespace segmind::sandbox {
namespace {

constexpr std::size_t most_servers = 256;

std::string write_file(const std::string& path, const std::string& content) {
  std::ofstream out(path, std::ios::binary);
  out << content;
  out.close();
  if (!out) throw std::runtime_error("cannot write " + path);
  return path;
}

}  // namespace

struct Servers::Entry {
  forms::SentOptions options;
  std::unique_ptr<TemporaryFolder> certificates;  // of a server that was sent them
  Options usable;                                 // the options, with the certificate's files
  std::unique_ptr<Server> server;
};

Servers::Servers(const Options& first, Prepare prepare) : prepare_(std::move(prepare)) { make({first, "", ""}); }
Servers::~Servers() = default;

Server* Servers::find(std::uint64_t number) {
  const auto entry = entries_.find(number);
  return entry == entries_.end() ? nullptr : entry->second->server.get();
}

std::vector<std::uint64_t> Servers::numbers() const {
  std::vector<std::uint64_t> all;
  for (const auto& [number, entry] : entries_) {
    if (entry->server) all.push_back(number);
  }
  return all;
}

std::unique_ptr<Servers::Entry> Servers::entry_of(const forms::SentOptions& options) const {
  auto entry = std::make_unique<Entry>();
  entry->options = options;
  entry->usable = options.options;
  if (!options.certificate.empty() || !options.private_key.empty()) {
    entry->certificates = std::make_unique<TemporaryFolder>();
    const auto& folder = entry->certificates->path();
    const auto kept = [&](const char* name, const std::string& content, std::string& file) {
      if (!content.empty()) file = write_file(folder + "/" + name, content);
    };
    kept("certificate.pem", options.certificate, entry->usable.certificate_file);
    kept("private_key.pem", options.private_key, entry->usable.private_key_file);
  }
  return entry;
}

std::uint64_t Servers::make(const forms::SentOptions& options) {
  if (entries_.size() >= most_servers) {
    throw std::runtime_error("there are " + std::to_string(most_servers) + " servers; end those that are not needed");
  }
  auto entry = entry_of(options);
  entry->server = std::make_unique<Server>(entry->usable);
  prepare_(*entry->server, next_);
  entries_.emplace(next_, std::move(entry));
  return next_++;
}

void Servers::end(std::uint64_t number) { entries_.erase(number); }

forms::SentOptions Servers::options_of(std::uint64_t number) const { return entries_.at(number)->options; }

void Servers::prove(const forms::SentOptions& options) const {
  const auto entry = entry_of(options);
  check(entry->usable);
  if (!entry->usable.certificate_file.empty()) {
    (void)tls_context(entry->usable.certificate_file, entry->usable.private_key_file);
  }
}

void Servers::start_anew(std::uint64_t number, const forms::SentOptions& options) {
  auto& old = entries_.at(number);
  auto entry = entry_of(options);
  entry->usable.port = old->server->port();
  entry->usable.files_port = old->server->files_port();
  old->server.reset();  // gives its ports back
  entry->server = std::make_unique<Server>(entry->usable);
  prepare_(*entry->server, number);
  old = std::move(entry);
}

}  // namespace segmind::sandbox
