CREATE INDEX CONCURRENTLY tried_value ON tried (value);
