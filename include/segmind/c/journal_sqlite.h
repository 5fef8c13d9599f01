#ifndef SEGMIND_C_JOURNAL_SQLITE_H
#define SEGMIND_C_JOURNAL_SQLITE_H

#include "segmind/c/segmind.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Opens a journal in a file, for the processes of one machine; makes the file where there is none. See
   <segmind/journal/sqlite.hpp>. Link segmind::c_journal_sqlite. */
SEGMIND_API segmind_status segmind_journal_sqlite(const char* path, segmind_journal** journal, segmind_error** error);

#ifdef __cplusplus
}
#endif

#endif
