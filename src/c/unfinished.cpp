// What a journal has left over.
#include "c/arguments.hpp"
#include "c/handles.hpp"
#include "c/operation.hpp"
#include "c/shown/media_value.hpp"
#include "c/shown/value.hpp"
#include "c/shown/values.hpp"

using namespace segmind::c;
using segmind::JournalEntry;
using segmind::Media;

segmind_status segmind_unfinished(segmind_client* client, segmind_entries** entries, segmind_error** error) {
  return give<EntriesValue>(entries, error, [&]() -> segmind::Result<std::vector<JournalEntry>> {
    if (client == nullptr) return missing("client");
    return client->client.try_unfinished();
  });
}

segmind_status segmind_go_on(segmind_client* client, const segmind_entry* entry, const segmind_call_options* options,
                             segmind_media** media, segmind_error** error) {
  const GivenOptions given(options);
  const auto* value = behind<JournalEntry>(entry);
  return give<MediaValue>(media, error, [&]() -> segmind::Result<Media> {
    if (auto refused = refuse(given, {{"client", client}, {"entry", value}})) return std::move(*refused);
    return client->client.try_go_on(*value, given.options());
  });
}

segmind_operation* segmind_go_on_begin(segmind_client* client, const segmind_entry* entry,
                                       const segmind_call_options* options) {
  const GivenOptions given(options);
  const auto* value = behind<JournalEntry>(entry);
  return begin<Media>([&]() -> segmind::Result<segmind::Operation<Media>> {
    if (auto refused = refuse(given, {{"client", client}, {"entry", value}})) return std::move(*refused);
    return client->client.go_on_async(*value, given.options());
  });
}
