#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "call/lifecycle/operation.hpp"
#include "call/upload/upload_source.hpp"
#include "media/media_type.hpp"

namespace segmind::call {

/// One thing to upload, and how the caller calls it.
struct UploadItem {
  std::shared_ptr<UploadSource> source;
  std::string field;                       ///< In violations: "path", "paths[2]", "bytes".
  std::string shown;                       ///< Its value there.
  std::string extension;                   ///< Of the file's name, without the dot.
  std::string declared;                    ///< The media type that the caller gave; empty for none.
  std::optional<media::MediaKind> wanted;  ///< What it is to be used as; not set: anything.
  const media::MediaType* type = nullptr;  ///< Set once it was checked.
};

using Addresses = std::vector<std::string>;

UploadItem file_item(const std::string& path, std::string field);
/// Of bytes that `owner` keeps where they are; without one, the caller does.
UploadItem memory_item(const void* data, std::size_t size, std::string media_type,
                       std::shared_ptr<const void> owner = nullptr);

/// Every problem of every item; nothing when all can be uploaded. Sets their types.
std::optional<Error> check(std::vector<UploadItem>& items);

/// Uploads all items in one request and gives their public addresses, in their order. Everything is checked first, and
/// every problem named. Costs nothing, so it is tried again after every failure that may pass: a file that was stored
/// without an answer is an orphan and no loss. Thread-safe.
/// Throws std::bad_alloc at the most.
Operation<Addresses> upload_all(const std::shared_ptr<Engine>& engine, std::vector<UploadItem> items,
                                const CallOptions& options);
Operation<std::string> upload(const std::shared_ptr<Engine>& engine, UploadItem item, const CallOptions& options);

}  // namespace segmind::call
