#pragma once

// Everything that a program needs, in one include. It reaches for light parts of the standard library alone.
#include "segmind/advice.hpp"
#include "segmind/batch.hpp"
#include "segmind/bytes.hpp"
#include "segmind/call_options.hpp"
#include "segmind/cancellation.hpp"
#include "segmind/client.hpp"
#include "segmind/error.hpp"
#include "segmind/exception.hpp"
#include "segmind/export.hpp"
#include "segmind/function.hpp"
#include "segmind/job.hpp"
#include "segmind/operation.hpp"
#include "segmind/request.hpp"
#include "segmind/result.hpp"
#include "segmind/version.hpp"
#include "segmind/video.hpp"
