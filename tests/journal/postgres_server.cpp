#include "postgres_server.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace segmind::testing {
namespace {

// Where Debian keeps them, the newest last.
std::string programs_of_postgres() {
  std::string found;
  for (const char* parent : {"/usr/lib/postgresql", "/usr/local", "/usr"}) {
    std::error_code ignored;
    for (const auto& version : std::filesystem::directory_iterator(parent, ignored)) {
      if (std::filesystem::exists(version.path() / "bin/initdb") && version.path().string() > found) {
        found = version.path().string();
      }
    }
    if (std::filesystem::exists(std::string(parent) + "/bin/initdb")) found = parent;
    if (!found.empty()) return found + "/bin/";
  }
  throw std::runtime_error("initdb is not here: install PostgreSQL's server.");
}

std::string quoted(const std::string& text) {
  std::string safe = "'";
  for (const char c : text) safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return safe + "'";
}

}  // namespace

PostgresServer::PostgresServer(const std::string& settings) : programs_(programs_of_postgres()) {
  if (::geteuid() == 0) {  // the server refuses to run as root
    const passwd* other = ::getpwnam("postgres");
    if (other == nullptr) other = ::getpwnam("nobody");
    if (other == nullptr || ::chown(folder_.path().c_str(), other->pw_uid, other->pw_gid) != 0) {
      throw std::runtime_error("There is no user who could run it.");
    }
    other_user_ = other->pw_name;
  }
  run(programs_ + "initdb -D " + quoted(folder_.file("data")) +
      " -U admin --auth=scram-sha-256 --auth-local=trust -E UTF8");
  run("printf '%s\\n' \"listen_addresses = ''\" \"unix_socket_directories = '" + folder_.path().string() +
      "'\" 'max_connections = 60' 'shared_buffers = 16MB' " + quoted(settings) + " >> " +
      quoted(folder_.file("data/postgresql.conf")));
  start();
  sql("CREATE ROLE journal LOGIN PASSWORD '" + password() + "'");
  run(programs_ + "psql -qAtX -h " + quoted(folder_.path()) +
      " -U admin -d postgres -c 'CREATE DATABASE journals OWNER journal'");
  run("printf 'local all admin trust\\nlocal all all scram-sha-256\\n' > " + quoted(folder_.file("data/pg_hba.conf")));
  run(programs_ + "pg_ctl -D " + quoted(folder_.file("data")) + " reload");
}

PostgresServer::~PostgresServer() {
  try {
    stop("immediate");
  } catch (const std::exception&) {
    // It had been stopped.
  }
}

// In a process group with a guard that ends it when the test is gone, however that ended.
void PostgresServer::start() {
  run(programs_ + "pg_ctl -w -t 60 -l " + quoted(folder_.file("log")) + " -D " + quoted(folder_.file("data")) +
      " start");
  const std::string stop_it = programs_ + "pg_ctl -D " + quoted(folder_.file("data")) + " -m immediate stop";
  run("(while [ -e /proc/" + std::to_string(::getpid()) + " ] && [ -e " + quoted(folder_.file("data/postmaster.pid")) +
      " ]; do sleep 1; done; " + stop_it + ") >/dev/null 2>&1 </dev/null &");
}

void PostgresServer::stop(const std::string& how) {
  run(programs_ + "pg_ctl -w -t 60 -D " + quoted(folder_.file("data")) + " -m " + how + " stop");
}

void PostgresServer::begin_new_timeline() {
  stop();
  run("touch " + quoted(folder_.file("data/standby.signal")));
  start();
  run(programs_ + "pg_ctl -w -t 60 -D " + quoted(folder_.file("data")) + " promote");
}

std::string PostgresServer::sql(const std::string& statement) const {
  const char* database = statement.compare(0, 11, "CREATE ROLE") == 0 ? "postgres" : "journals";
  return run(programs_ + "psql -qAtX -v ON_ERROR_STOP=1 -h " + quoted(folder_.path()) + " -U admin -d " + database +
             " -c " + quoted(statement));
}

std::string PostgresServer::connection_of(const std::string& user, const std::string& password) const {
  return "host='" + folder_.path().string() + "' dbname=journals user=" + user + " password='" + password + "'";
}

std::string PostgresServer::run(const std::string& command) const {
  std::string whole = "cd / && sh -c " + quoted(command) + " 2>&1";
  if (!other_user_.empty()) {
    whole = "cd / && setpriv --reuid=" + other_user_ + " --regid=" + other_user_ + " --clear-groups sh -c " +
            quoted(command) + " 2>&1";
  }
  std::string output;
  std::FILE* pipe = ::popen(whole.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen");
  std::array<char, 4096> buffer{};
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) output.append(buffer.data(), size);
  if (::pclose(pipe) != 0) throw std::runtime_error(command + ": " + output);
  return output;
}

}  // namespace segmind::testing
