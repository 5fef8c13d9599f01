#pragma once

#include <memory>

#include "segmind/c/segmind.h"
#include "segmind/client.hpp"

struct segmind_client {
  segmind::Client client;
};

struct segmind_cancellation {
  segmind::CancellationSource source;
};

struct segmind_journal {
  std::shared_ptr<segmind::Journal> journal;
};
