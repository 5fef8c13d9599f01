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
#include "segmind/sandbox/server.hpp"
#include "segmind/segmind.hpp"

namespace segmind::matrix {

/// The smallest request.
Wan27R2VRequest a_request();

/// A sandbox as clients of one transport meet it, with a proxy before the API and another before the clips; and a
/// client that nothing disturbs, which knows what is true. For one cell at a time.
class Stand {
 public:
  explicit Stand(Transport transport);
  Stand(const Stand&) = delete;
  Stand& operator=(const Stand&) = delete;

  sandbox::Server& server() noexcept { return server_; }
  testing::FaultProxy& proxy_of(Step step) noexcept { return is_download(step) ? *files_proxy_ : *api_proxy_; }
  testing::FaultProxy& api_proxy() noexcept { return *api_proxy_; }
  testing::FaultProxy& files_proxy() noexcept { return *files_proxy_; }

  /// For a client whose every byte passes the proxies, or none.
  ClientOptions client_options(bool through_proxies) const;

  /// Where the clip is, through a proxy or not.
  std::string clip_address(bool through_proxies) const;

  /// No faults but that answers of the API name that address, where the step needs it, and `first` before that.
  void set_faults(Step step, bool through_proxies, const std::optional<sandbox::Fault>& first);

  /// Ends what passes through the proxies, and returns when the server knows of everything that has reached it.
  void settle();

  Client& observer() noexcept { return *observer_; }
  const std::string& job() const noexcept { return job_; }  ///< Completed, and charged.
  const std::string& failed_job() const noexcept { return failed_job_; }
  const std::string& clip() const noexcept { return clip_; }

  /// An empty folder that is this stand's own; the second empties it again.
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
