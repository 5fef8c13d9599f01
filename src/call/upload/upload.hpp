#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "call/lifecycle/operation.hpp"
#include "call/upload/upload_source.hpp"
#include "media/media_type.hpp"

namespace segmind::call {

/// A file, or bytes in memory, to upload.
struct UploadItem {
  std::shared_ptr<UploadSource> source;
  std::string field;                       ///< Violation::field: "path", "paths[2]", "bytes".
  std::string shown;                       ///< Violation::value.
  std::string extension;                   ///< The file's extension, without the dot; empty for none.
  std::string declared;                    ///< The media type that the caller gave; empty for none.
  std::optional<media::MediaKind> wanted;  ///< The kind that is needed; not set: any.
  const media::MediaType* type = nullptr;  ///< Set by check().
};

using Addresses = std::vector<std::string>;

UploadItem file_item(const std::string& path, std::string field);
/// An item of bytes in memory. `owner` keeps them alive; without an owner the caller must.
UploadItem memory_item(const void* data, std::size_t size, std::string media_type,
                       std::shared_ptr<const void> owner = nullptr);

/// Sets the items' types. Returns an Error with every problem of every item; nothing when all can be uploaded.
std::optional<Error> check(std::vector<UploadItem>& items);

/// Checks all items, uploads them in one request and returns their public addresses, in order. Retried after every
/// failure that may pass: a file that is stored twice costs nothing. Thread-safe. Throws only std::bad_alloc.
Operation<Addresses> upload_all(const std::shared_ptr<Engine>& engine, std::vector<UploadItem> items,
                                const CallOptions& options);
Operation<std::string> upload(const std::shared_ptr<Engine>& engine, UploadItem item, const CallOptions& options);

}  // namespace segmind::call
