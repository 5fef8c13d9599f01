// What costs nothing: uploads, credits, records.
#include <vector>

#include "c/arguments.hpp"
#include "c/handles.hpp"
#include "c/operation.hpp"
#include "c/shown/times.hpp"
#include "c/shown/values.hpp"

using namespace segmind::c;
using segmind::Credits;
using segmind::Error;
using segmind::Operation;
using segmind::RecordPage;
using segmind::Result;

namespace segmind::c {
namespace {

using Strings = std::vector<std::string>;

Result<Strings> strings_of(const char* const* texts, std::size_t count) {
  if (texts == nullptr) return missing("paths");
  Strings strings;
  for (std::size_t i = 0; i < count; ++i) {
    if (texts[i] == nullptr) return missing(("paths[" + std::to_string(i) + "]").c_str());
    strings.emplace_back(texts[i]);
  }
  return strings;
}

Result<Strings> one_string(Result<std::string> string) {
  if (!string) return std::move(string).error();
  return Strings{std::move(*string)};
}

Result<RecordPage> one_record(Result<Record> record) {
  if (!record) return std::move(record).error();
  RecordPage page;
  page.records.push_back(std::move(*record));
  return page;
}

Result<RecordState> record_state_of(segmind_state state) {
  switch (state) {
    case SEGMIND_STATE_PENDING: return RecordState::pending;
    case SEGMIND_STATE_COMPLETED: return RecordState::completed;
    case SEGMIND_STATE_FAILED: return RecordState::failed;
    default: return refusal("query: state can be pending, completed or failed.");
  }
}

Result<RecordQuery> query_of(const segmind_record_query& given) {
  RecordQuery query;
  if (given.page != 0) query.page = given.page;
  if (given.per_page != 0) query.per_page = given.per_page;
  if (given.from_ms != 0) query.from_date = time_of(given.from_ms);
  if (given.to_ms != 0) query.to_date = time_of(given.to_ms);
  if (given.model_name != nullptr) query.model_name = given.model_name;
  if (given.state != SEGMIND_STATE_OTHER) {
    const Result<RecordState> state = record_state_of(given.state);
    if (!state) return state.error();
    query.status = *state;
  }
  return query;
}

segmind_credits shown_credits(const Credits& credits) noexcept {
  return {sizeof(segmind_credits), credits.credits, credits.free_credits};
}

Result<segmind_credits> shown_credits(Result<Credits> credits) {
  if (!credits) return std::move(credits).error();
  return shown_credits(*credits);
}

}  // namespace
}  // namespace segmind::c

segmind_status segmind_upload(segmind_client* client, const char* const* paths, size_t count,
                              const segmind_call_options* options, segmind_strings** addresses, segmind_error** error) {
  const GivenOptions given(options);
  return give<StringsValue>(addresses, error, [&]() -> Result<Strings> {
    if (auto refused = refuse(given, {{"client", client}})) return std::move(*refused);
    const Result<Strings> files = strings_of(paths, count);
    return files ? client->client.try_upload_all(*files, given.options()) : files.error();
  });
}

segmind_operation* segmind_upload_begin(segmind_client* client, const char* const* paths, size_t count,
                                        const segmind_call_options* options) {
  const GivenOptions given(options);
  return begin<Strings>([&]() -> Result<Operation<Strings>> {
    if (auto refused = refuse(given, {{"client", client}})) return std::move(*refused);
    const Result<Strings> files = strings_of(paths, count);
    if (!files) return files.error();
    return client->client.upload_all_async(*files, given.options());
  });
}

segmind_status segmind_upload_bytes(segmind_client* client, const void* data, size_t data_size, const char* media_type,
                                    const segmind_call_options* options, segmind_strings** addresses,
                                    segmind_error** error) {
  const GivenOptions given(options);
  return give<StringsValue>(addresses, error, [&]() -> Result<Strings> {
    if (auto refused = refuse(given, {{"client", client}, {"data", data}})) return std::move(*refused);
    return one_string(client->client.try_upload(static_cast<const std::byte*>(data), data_size,
                                                media_type != nullptr ? media_type : "", given.options()));
  });
}

segmind_operation* segmind_upload_bytes_begin(segmind_client* client, const void* data, size_t data_size,
                                              const char* media_type, const segmind_call_options* options) {
  const GivenOptions given(options);
  return begin<std::string>([&]() -> Result<Operation<std::string>> {
    if (auto refused = refuse(given, {{"client", client}, {"data", data}})) return std::move(*refused);
    segmind::Bytes bytes;
    if (!bytes.append(data, data_size)) throw std::bad_alloc();
    return client->client.upload_async(std::move(bytes), media_type != nullptr ? media_type : "", given.options());
  });
}

segmind_status segmind_take_strings(segmind_operation* operation, segmind_strings** strings, segmind_error** error) {
  return give<StringsValue>(strings, error, [&]() -> Result<Strings> {
    if (operation != nullptr && as_call<std::string>(operation) != nullptr) {
      return one_string(take_from<std::string>(operation));
    }
    return take_from<Strings>(operation);
  });
}

segmind_status segmind_ask_credits(segmind_client* client, const segmind_call_options* options,
                                   segmind_credits* credits, segmind_error** error) {
  const GivenOptions given(options);
  return give_filled(credits, error, [&]() -> Result<segmind_credits> {
    if (auto refused = refuse(given, {{"client", client}})) return std::move(*refused);
    return shown_credits(client->client.try_credits(given.options()));
  });
}

segmind_operation* segmind_ask_credits_begin(segmind_client* client, const segmind_call_options* options) {
  const GivenOptions given(options);
  return begin<Credits>([&]() -> Result<Operation<Credits>> {
    if (auto refused = refuse(given, {{"client", client}})) return std::move(*refused);
    return client->client.credits_async(given.options());
  });
}

segmind_status segmind_take_credits(segmind_operation* operation, segmind_credits* credits, segmind_error** error) {
  return give_filled(credits, error, [&] { return shown_credits(take_from<Credits>(operation)); });
}

segmind_status segmind_ask_records(segmind_client* client, const segmind_record_query* query,
                                   const segmind_call_options* options, segmind_records** records,
                                   segmind_error** error) {
  const GivenOptions given(options);
  return give<RecordsValue>(records, error, [&]() -> Result<RecordPage> {
    segmind_record_query known;
    if (auto refused = read(query, known, "query")) return std::move(*refused);
    if (auto refused = refuse(given, {{"client", client}})) return std::move(*refused);
    if (known.request_id != nullptr) {
      return one_record(client->client.try_record(known.request_id, given.options()));
    }
    const Result<segmind::RecordQuery> asked = query_of(known);
    return asked ? client->client.try_records(*asked, given.options()) : asked.error();
  });
}

segmind_operation* segmind_ask_records_begin(segmind_client* client, const segmind_record_query* query,
                                             const segmind_call_options* options) {
  const GivenOptions given(options);
  segmind_record_query known;
  std::optional<Error> unreadable = read(query, known, "query");
  if (!unreadable && known.request_id != nullptr) {
    return begin<segmind::Record>([&]() -> Result<Operation<segmind::Record>> {
      if (auto refused = refuse(given, {{"client", client}})) return std::move(*refused);
      return client->client.record_async(known.request_id, given.options());
    });
  }
  return begin<RecordPage>([&]() -> Result<Operation<RecordPage>> {
    if (unreadable) return std::move(*unreadable);
    if (auto refused = refuse(given, {{"client", client}})) return std::move(*refused);
    const Result<segmind::RecordQuery> asked = query_of(known);
    if (!asked) return asked.error();
    return client->client.records_async(*asked, given.options());
  });
}

segmind_status segmind_take_records(segmind_operation* operation, segmind_records** records, segmind_error** error) {
  return give<RecordsValue>(records, error, [&]() -> Result<RecordPage> {
    if (operation != nullptr && as_call<segmind::Record>(operation) != nullptr) {
      return one_record(take_from<segmind::Record>(operation));
    }
    return take_from<RecordPage>(operation);
  });
}
