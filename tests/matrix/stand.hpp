#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "../temporary_folder.hpp"
#include "faults/fault_proxy.hpp"
#include "faults/front.hpp"
#include "matrix/cell.hpp"
#include "matrix/records.hpp"
#include "segmind/sandbox/server.hpp"
#include "segmind/segmind.hpp"

namespace segmind::matrix {

/// A minimal request, unlike all others: the records show whose it was.
Wan27R2VRequest a_request();

/// A sandbox for one transport, with a fault proxy in front of the API and another in front of the clips. Has a client
/// without faults, to find out the truth. Used for one cell at a time.
class Stand {
 public:
  explicit Stand(Transport transport, const Records& records = {});
  Stand(const Stand&) = delete;
  Stand& operator=(const Stand&) = delete;

  sandbox::Server& server() noexcept { return server_; }
  testing::FaultProxy& proxy_of(Step step) noexcept { return is_download(step) ? *files_proxy_ : *api_proxy_; }
  testing::FaultProxy& api_proxy() noexcept { return *api_proxy_; }
  testing::FaultProxy& files_proxy() noexcept { return *files_proxy_; }

  /// Options of a client that connects through the proxies, or directly.
  ClientOptions client_options(bool through_proxies) const;

  /// The clip's address, through the proxy or direct.
  std::string clip_address(bool through_proxies) const;

  /// Replaces the sandbox's faults: `first`, then, if the step needs it, answers that name the clip's address.
  void set_faults(Step step, bool through_proxies, const std::optional<sandbox::Fault>& first);

  /// Closes the proxies' connections; returns when the server has processed everything that reached it.
  void settle();

  Client& observer() noexcept { return *observer_; }
  const std::string& job() const noexcept { return job_; }  ///< The id of a completed, charged job.
  const std::string& failed_job() const noexcept { return failed_job_; }
  const std::string& clip() const noexcept { return clip_; }

  /// This stand's own folder, and a function that empties it.
  const std::filesystem::path& folder() const noexcept { return files_; }
  void empty_folder();

 private:
  std::string submit_job();

  testing::TemporaryFolder folder_;
  std::filesystem::path files_;
  std::string ca_file_;
  sandbox::Server server_;
  std::unique_ptr<testing::Front> api_front_;
  std::unique_ptr<testing::Front> files_front_;
  std::unique_ptr<testing::FaultProxy> api_proxy_;
  std::unique_ptr<testing::FaultProxy> files_proxy_;
  std::string api_;
  std::string files_origin_;
  std::string scheme_;
  std::unique_ptr<Client> observer_;
  std::string job_;
  std::string failed_job_;
  std::string clip_;
  std::string clip_path_;
  int barrier_rounds_;
};

}  // namespace segmind::matrix
