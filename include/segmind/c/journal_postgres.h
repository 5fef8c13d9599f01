#ifndef SEGMIND_C_JOURNAL_POSTGRES_H
#define SEGMIND_C_JOURNAL_POSTGRES_H

#include "segmind/c/segmind.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Opens a journal in a PostgreSQL database, for processes on any machines. connection: what libpq takes, such as
   "postgresql://user@host/database". See <segmind/journal/postgres.hpp>. Link segmind::c_journal_postgres. */
SEGMIND_API segmind_status segmind_journal_postgres(const char* connection, segmind_journal** journal,
                                                    segmind_error** error);

/* Says that the database may be relied on as it is now, after a failover or a restore. */
SEGMIND_API segmind_status segmind_journal_postgres_confirm(const char* connection, segmind_error** error);

#ifdef __cplusplus
}
#endif

#endif
