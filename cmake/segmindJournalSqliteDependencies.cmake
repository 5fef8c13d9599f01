# What the journal on SQLite is made of: for the build, and for whoever links it statically. Sets SQLite3_FOUND.
# UPSERT with RETURNING came with 3.35.
find_package(SQLite3 3.35 QUIET)
