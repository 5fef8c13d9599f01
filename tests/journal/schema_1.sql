-- What version 1 of the schema looks like with two entries in it. Never changed.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  service TEXT NOT NULL, project TEXT NOT NULL, key TEXT NOT NULL,
  digest TEXT NOT NULL, model TEXT NOT NULL, request TEXT NOT NULL, seed INTEGER,
  state TEXT NOT NULL CHECK (state IN ('begun', 'leaving', 'submitted', 'done', 'uncertain', 'freed')),
  owner TEXT NOT NULL, epoch INTEGER NOT NULL, lease_until INTEGER NOT NULL,
  begun_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
  reserved INTEGER NOT NULL,
  path TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
  begun_by INTEGER NOT NULL, left_by INTEGER NOT NULL,
  UNIQUE (service, project, key));
INSERT INTO entries VALUES(1,'https://api.segmind.com','film','takes/01.mp4','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','a-model','',77,'done','',1,1796010758682816,1796010728682816,1796010728702709,0,'/clips/01.mp4',12345,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',755959100410769055,6724824039569038669);
INSERT INTO entries VALUES(2,'https://api.segmind.com','film','takes/02.mp4','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','a-model','{"prompt":"A kite"}',77,'leaving','host/1',1,1796010758714735,1796010728714735,1796010728718702,0,'',0,'',8410495257773513237,141667088319584833);
CREATE TABLE attempts (
  entry INTEGER NOT NULL REFERENCES entries (id), epoch INTEGER NOT NULL,
  left_at INTEGER NOT NULL,
  charge TEXT NOT NULL CHECK (charge IN ('none', 'possible', 'charged')),
  money INTEGER NOT NULL,
  service TEXT NOT NULL, record_id TEXT NOT NULL, address TEXT NOT NULL,
  PRIMARY KEY (entry, epoch)) WITHOUT ROWID;
INSERT INTO attempts VALUES(1,1,1796010728686889,'charged',700000,'https://api.segmind.com','job-1','https://example.com/01.mp4');
INSERT INTO attempts VALUES(2,1,1796010728718702,'possible',625000,'https://api.segmind.com','','');
CREATE TABLE turns (service TEXT NOT NULL, taken_at INTEGER NOT NULL);
INSERT INTO turns VALUES('https://api.segmind.com',1796010728722665);
CREATE INDEX entries_of_owner ON entries (owner) WHERE owner <> '';
CREATE INDEX entries_unfinished ON entries (service, project) WHERE state NOT IN ('done', 'freed');
CREATE UNIQUE INDEX attempts_of_record ON attempts (service, record_id) WHERE record_id <> '';
CREATE INDEX turns_of_service ON turns (service, taken_at);
COMMIT;
PRAGMA application_id = 1397049162;
PRAGMA user_version = 1;
