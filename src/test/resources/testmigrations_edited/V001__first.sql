CREATE TABLE tried (id bigint PRIMARY KEY, value text NOT NULL);
INSERT INTO tried SELECT n, 'row ' || n FROM generate_series(1, 1001) n;
SELECT pg_sleep(0.2);
