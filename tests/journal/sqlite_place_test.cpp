// Where a journal on SQLite may be: nowhere that machines share.
#include <gtest/gtest.h>

#include <filesystem>

#include "../temporary_folder.hpp"
#include "journal/sqlite/schema.hpp"
#include "journal/sqlite/sqlite_store.hpp"
#include "segmind/exception.hpp"

namespace segmind::testing {
namespace {

TEST(SqlitePlace, IsSharedWhereLinuxSaysSo) {
  EXPECT_EQ(os::shared_file_system_of(0x6969), "NFS");
  EXPECT_EQ(os::shared_file_system_of(0xFFFFFFFFFF534D42UL), "SMB") << "As a signed number of 32 bits it arrives so.";
  EXPECT_EQ(os::shared_file_system_of(0x65735546), "FUSE");
  for (const unsigned long local : {0xEF53UL, 0x9123683EUL, 0x58465342UL, 0x01021994UL, 0x794C7630UL}) {
    EXPECT_EQ(os::shared_file_system_of(local), "") << std::hex << local;
  }
}

TEST(SqlitePlace, IsNotSharedHere) {
  EXPECT_EQ(os::shared_file_system(std::filesystem::temp_directory_path()), "");
  EXPECT_EQ(os::shared_file_system("/no/such/folder"), "");
}

TEST(SqlitePlace, ThatMachinesShareIsRefusedAndPostgresIsNamed) {
  const TemporaryFolder folder;
  try {
    journal::sqlite::open_store(folder.file("journal.db"), [](const std::filesystem::path&) { return "NFS"; });
    ADD_FAILURE() << "It was not refused.";
  } catch (const JournalError& error) {
    EXPECT_NE(error.error().message.find("NFS"), std::string::npos);
    EXPECT_NE(error.error().message.find("postgres_journal()"), std::string::npos);
  }
  EXPECT_EQ(folder.entries(), 0U);
}

TEST(SqlitePlace, IsWhereALinkLeads) {
  const TemporaryFolder here;
  const TemporaryFolder elsewhere;
  std::error_code no_links;  // Windows lets few users make one
  std::filesystem::create_symlink(elsewhere.file("journal.db"), here.file("journal.db"), no_links);
  if (no_links) GTEST_SKIP() << "no link can be made here";
  std::filesystem::path asked;
  journal::sqlite::open_store(here.file("journal.db"), [&](const std::filesystem::path& folder) {
    asked = folder;
    return std::string();
  });
  EXPECT_EQ(asked, std::filesystem::canonical(elsewhere.path()));
}

// On macOS fsync() leaves the bytes in the disk's cache; SQLite's own default is fsync().
TEST(SqlitePlace, IsWrittenToTheDiskItselfWhereTheSystemCan) {
  const TemporaryFolder folder;
  journal::sqlite::Connection connection(folder.file("journal.db"));
  journal::sqlite::prepare(connection);
  journal::sqlite::Statement full(connection, "PRAGMA fullfsync");
  ASSERT_TRUE(full.step());
  EXPECT_EQ(full.integer(), 1);
}

}  // namespace
}  // namespace segmind::testing
