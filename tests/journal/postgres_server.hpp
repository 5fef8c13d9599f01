#pragma once

#include <memory>
#include <string>

#include "../temporary_folder.hpp"

namespace segmind::testing {

/// A PostgreSQL of the test's own: a cluster in a temporary folder, on a socket there and on no port, run by another
/// user where the test is root's. It stops when this object goes, and when the test is killed.
class PostgresServer {
 public:
  /// Makes a cluster and starts it. `settings` are lines of postgresql.conf. Throws std::runtime_error.
  explicit PostgresServer(const std::string& settings = "");
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  void start();
  void stop(const std::string& how = "fast");
  /// Recovers to a new timeline, as a standby does that takes over.
  void begin_new_timeline();
  /// As the cluster's superuser, in the database of journals. What it printed.
  std::string sql(const std::string& statement) const;

  /// Of the user that journals have, who owns the database and is no superuser.
  std::string connection() const { return connection_of("journal", password()); }
  std::string connection_of(const std::string& user, const std::string& password) const;
  static std::string password() { return "hush:7/secret"; }
  std::string socket_folder() const { return folder_.path(); }

 private:
  std::string run(const std::string& command) const;

  const TemporaryFolder folder_;
  std::string programs_;
  std::string other_user_;  ///< Who runs it where the test is root's.
};

}  // namespace segmind::testing
