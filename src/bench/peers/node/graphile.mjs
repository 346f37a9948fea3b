// graphile-worker: arguments are concurrency, size of the local queue, delay of the completion batches in milliseconds, and "results" to
// keep one of each job.
import { runMigrations, makeWorkerUtils, runOnce, Logger } from 'graphile-worker';
import pg from 'pg';
import { connectionString, serve } from './serve.mjs';

const [concurrentJobs, size, delay] = process.argv.slice(2, 5).map(Number);
const logger = new Logger(() => () => {});
const pool = new pg.Pool({ connectionString, max: concurrentJobs + 4 });
await runMigrations({ pgPool: pool, logger });
const utils = await makeWorkerUtils({ pgPool: pool, logger });
const keep = process.argv[5] === 'results';
const batch = 1000;
await pool.query('create table if not exists kept (job bigint primary key, result json not null, at timestamptz not null default now())');

// By the job's own program, as its users would: it knows nothing of the batches in which jobs are completed.
const store = (payload, helpers) => helpers.withPgClient((client) =>
  client.query({ name: 'keep', text: 'insert into kept (job, result) values ($1, $2)', values: [helpers.job.id, '{"loss":0.0625}'] }));

await serve({
  prepare: (step) => pool.query(step === 'insert' ? 'truncate graphile_worker._private_jobs, kept' : 'vacuum analyze graphile_worker._private_jobs'),
  insert: async (jobs) => {
    for (let k = 0; k < jobs; k += batch)
      await utils.addJobs(Array.from({ length: Math.min(batch, jobs - k) }, (_, j) => ({ identifier: 'noop', payload: { k: k + j } })));
  },
  drain: async (jobs) => {
    let done = 0;
    const preset = { worker: { concurrentJobs, maxPoolSize: concurrentJobs + 2, pollInterval: 500,
      localQueue: { size, ...(size > 0 ? { refetchDelay: { durationMs: 10 } } : {}) }, completeJobBatchDelay: delay, failJobBatchDelay: delay } };
    await runOnce({ preset, connectionString, logger, taskList: { noop: async (payload, helpers) => { if (keep) await store(payload, helpers); done++; } } });
    if (done !== jobs) throw new Error(`${done} jobs instead of ${jobs}`);
  },
});
