#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "journal/store.hpp"
#include "os/file_system.hpp"

namespace segmind::journal::sqlite {

using SharedFileSystem = std::function<std::string(const std::filesystem::path& folder)>;

/// Rows in the database at that path, in UTF-8. `shared` names the file system of a folder where machines may share it.
/// Throws JournalError.
std::unique_ptr<Store> open_store(const std::string& path, const SharedFileSystem& shared = os::shared_file_system);

}  // namespace segmind::journal::sqlite
