#pragma once

#include <string>
#include <vector>

#include "segmind/c/segmind.h"
#include "segmind/client.hpp"

// What calls give, as the program sees it. Each take() is called once.
namespace segmind::c {

struct JobValue : segmind_job {
  JobValue() noexcept : segmind_job() {}
  JobValue(const JobValue&) = delete;
  JobValue& operator=(const JobValue&) = delete;

  /// Allocates nothing: the job may be paid for.
  void take(Job&& given) noexcept;

  std::optional<Job> job;
};

struct JobStatusValue : segmind_job_status {
  JobStatusValue() noexcept : segmind_job_status() {}
  JobStatusValue(const JobStatusValue&) = delete;
  JobStatusValue& operator=(const JobStatusValue&) = delete;

  void take(JobStatus&& given) noexcept;

 private:
  JobStatus status_;
};

struct StringsValue : segmind_strings {
  StringsValue() noexcept : segmind_strings() {}
  StringsValue(const StringsValue&) = delete;
  StringsValue& operator=(const StringsValue&) = delete;

  void take(std::vector<std::string>&& given);

 private:
  std::vector<std::string> strings_;
  std::vector<const char*> shown_;
};

struct RecordsValue : segmind_records {
  RecordsValue() noexcept : segmind_records() {}
  RecordsValue(const RecordsValue&) = delete;
  RecordsValue& operator=(const RecordsValue&) = delete;

  void take(RecordPage&& given);

 private:
  RecordPage page_;
  std::vector<segmind_record> items_;
  std::vector<const segmind_record*> shown_;
};

struct EntriesValue : segmind_entries {
  EntriesValue() noexcept : segmind_entries() {}
  EntriesValue(const EntriesValue&) = delete;
  EntriesValue& operator=(const EntriesValue&) = delete;

  void take(std::vector<JournalEntry>&& given);

 private:
  std::vector<JournalEntry> entries_;
  std::vector<segmind_entry> items_;
  std::vector<const segmind_entry*> shown_;
};

}  // namespace segmind::c
