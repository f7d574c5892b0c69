-- Made by release 0.1.0, which was stopped in the middle of its work.
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE feedback (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	ts VARCHAR NOT NULL, 
	team VARCHAR DEFAULT '' NOT NULL, 
	channel VARCHAR DEFAULT '' NOT NULL, 
	user VARCHAR DEFAULT '' NOT NULL, 
	is_good BOOLEAN NOT NULL, 
	given_at_s FLOAT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE ("key", user)
);
INSERT INTO "feedback" VALUES(1,'T1:C1:1795607401.000100','1795607401.000100','T1','C1','U2',1,1795608000.0);
CREATE TABLE people (
	team VARCHAR NOT NULL, 
	user VARCHAR NOT NULL, 
	units VARCHAR NOT NULL, 
	home VARCHAR NOT NULL, 
	PRIMARY KEY (team, user)
);
INSERT INTO "people" VALUES('T1','U1','imperial','London, United Kingdom');
CREATE TABLE questions (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	thread_key VARCHAR NOT NULL, 
	ts VARCHAR NOT NULL, 
	team VARCHAR DEFAULT '' NOT NULL, 
	channel VARCHAR DEFAULT '' NOT NULL, 
	user VARCHAR DEFAULT '' NOT NULL, 
	state VARCHAR NOT NULL, 
	attempt INTEGER NOT NULL, 
	due_at_s FLOAT NOT NULL, 
	question JSON NOT NULL, 
	answer JSON, 
	may_be_posted BOOLEAN NOT NULL, 
	reply_id VARCHAR, 
	PRIMARY KEY (id), 
	UNIQUE ("key")
);
INSERT INTO "questions" VALUES(1,'T1:C1:1795607401.000100','T1:C1:1795607401.000100','1795607401.000100','T1','C1','U1','done',1,1795608060.0,'{"team": "T1", "channel": "C1", "thread": "1795607401.000100", "ts": "1795607401.000100", "user": "U1", "text": "weather in London?", "surface": "mention", "revision": "", "answer_url": "", "pressed_by": ""}','{"reply": {"text": "London: 12 \u00b0C, light rain.", "provenance": {"credits": [{"text": "Weather data by Open-Meteo.com", "url": "https://open-meteo.com/"}], "notes": ["observed 25 Nov 11:50 (UTC)"]}, "exhibits": [], "language": "en", "is_answer": true}, "turn": [{"role": "user", "content": "weather in London?", "tool_calls": [], "tool_call_id": ""}, {"role": "assistant", "content": "London: 12 \u00b0C, light rain.", "tool_calls": [], "tool_call_id": ""}], "model_calls": [{"model": "chat", "prompt_characters": 900, "prompt_tokens": 200, "completion_tokens": 40, "took_ms": 800, "has_failed": false}], "starts_anew": false}',1,'1795607410.000200');
INSERT INTO "questions" VALUES(2,'T1:C2:1795607402.000100','T1:C2:1795607402.000100','1795607402.000100','T1','C2','U2','leased',1,1795608060.0,'{"team": "T1", "channel": "C2", "thread": "1795607402.000100", "ts": "1795607402.000100", "user": "U2", "text": "weather in Rome?", "surface": "mention", "revision": "", "answer_url": "", "pressed_by": ""}','{"reply": {"text": "Rome: 18 \u00b0C, sunny, as saved before the stop.", "provenance": {"credits": [{"text": "Weather data by Open-Meteo.com", "url": "https://open-meteo.com/"}], "notes": ["observed 25 Nov 11:50 (UTC)"]}, "exhibits": [], "language": "en", "is_answer": true}, "turn": [{"role": "user", "content": "weather in Rome?", "tool_calls": [], "tool_call_id": ""}, {"role": "assistant", "content": "Rome: 18 \u00b0C, sunny, as saved before the stop.", "tool_calls": [], "tool_call_id": ""}], "model_calls": [], "starts_anew": false}',1,NULL);
INSERT INTO "questions" VALUES(3,'T1:C3:1795607403.000100','T1:C3:1795607403.000100','1795607403.000100','T1','C3','U3','leased',1,1795608060.0,'{"team": "T1", "channel": "C3", "thread": "1795607403.000100", "ts": "1795607403.000100", "user": "U3", "text": "weather in Austin?", "surface": "mention", "revision": "", "answer_url": "", "pressed_by": ""}',NULL,0,NULL);
INSERT INTO "questions" VALUES(4,'T1:C1:1795607404.000100','T1:C1:1795607401.000100','1795607404.000100','T1','C1','U1','ready',0,0.0,'{"team": "T1", "channel": "C1", "thread": "1795607401.000100", "ts": "1795607404.000100", "user": "U1", "text": "and tomorrow?", "surface": "mention", "revision": "", "answer_url": "", "pressed_by": ""}',NULL,0,NULL);
INSERT INTO "questions" VALUES(5,'T1:D4:1795607405.000100','T1:D4:1795607405.000100','1795607405.000100','T1','D4','U4','ready',0,0.0,'{"team": "T1", "channel": "D4", "thread": "1795607405.000100", "ts": "1795607405.000100", "user": "U4", "text": "weather in Bengaluru?", "surface": "direct_message", "revision": "", "answer_url": "", "pressed_by": ""}',NULL,0,NULL);
CREATE TABLE turns (
	id INTEGER NOT NULL, 
	thread_key VARCHAR NOT NULL, 
	ts VARCHAR NOT NULL, 
	team VARCHAR DEFAULT '' NOT NULL, 
	channel VARCHAR DEFAULT '' NOT NULL, 
	user VARCHAR DEFAULT '' NOT NULL, 
	starts_anew BOOLEAN DEFAULT 0 NOT NULL, 
	messages JSON NOT NULL, 
	provenance JSON NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (thread_key, ts)
);
INSERT INTO "turns" VALUES(1,'T1:C1:1795607401.000100','1795607401.000100','T1','C1','U1',0,'[{"role": "user", "content": "weather in London?", "tool_calls": [], "tool_call_id": ""}, {"role": "assistant", "content": "London: 12 \u00b0C, light rain.", "tool_calls": [], "tool_call_id": ""}]','{"credits": [{"text": "Weather data by Open-Meteo.com", "url": "https://open-meteo.com/"}], "notes": ["observed 25 Nov 11:50 (UTC)"]}');
CREATE INDEX closed_questions ON questions (ts) WHERE state IN ('done', 'dead');
CREATE INDEX open_questions ON questions (thread_key, ts) WHERE state IN ('ready', 'leased');
CREATE INDEX questions_channel ON questions (channel, ts);
CREATE INDEX questions_user ON questions (user);
CREATE INDEX turns_channel ON turns (channel, ts);
CREATE INDEX turns_user ON turns (user);
CREATE INDEX turns_ts ON turns (ts);
CREATE INDEX feedback_ts ON feedback (ts);
COMMIT;
