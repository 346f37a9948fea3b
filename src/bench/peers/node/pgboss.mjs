// pg-boss, its fetch and complete in loops: arguments are the number of loops, the size of a batch and "results" to keep one of each job.
import { PgBoss } from 'pg-boss';
import pg from 'pg';
import { connectionString, serve } from './serve.mjs';

const [loops, batchSize] = process.argv.slice(2, 4).map(Number);
const keep = process.argv[4] === 'results';
const pool = new pg.Pool({ connectionString, max: loops + 2 });
const boss = new PgBoss({ connectionString, max: loops + 8, supervise: false, schedule: false });
boss.on('error', (e) => console.error(e.message));
await boss.start();
const name = 'noop', chunk = 1000;
await boss.createQueue(name);
await pool.query('create table if not exists kept (job uuid primary key, result json not null, at timestamptz not null default now())');

// One transaction, and one statement for the results of all: what its users would write who need both or neither.
const completeWithResults = async (jobs) => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const ids = jobs.map((job) => job.id);
    await client.query({
      name: 'keep',
      text: 'insert into kept (job, result) select * from unnest($1::uuid[], $2::text[]::json[])',
      values: [ids, jobs.map(() => '{"loss":0.0625}')],
    });
    await boss.complete(name, ids, null, { db: { executeSql: (text, values) => client.query(text, values) } });
    await client.query('commit');
  } finally {
    client.release();
  }
};

await serve({
  prepare: async (step) => {
    if (step !== 'insert') return pool.query('vacuum analyze pgboss.job_common').catch(() => pool.query('vacuum analyze'));
    await pool.query('truncate kept');
    await boss.deleteAllJobs(name);
  },
  insert: async (jobs) => {
    for (let k = 0; k < jobs; k += chunk)
      await boss.insert(name, Array.from({ length: Math.min(chunk, jobs - k) }, (_, j) => ({ data: { k: k + j } })));
  },
  drain: async (jobs) => {
    let done = 0;
    await Promise.all(Array.from({ length: loops }, async () => {
      for (;;) {
        const fetched = await boss.fetch(name, { batchSize });
        if (!fetched?.length) return;
        done += fetched.length;
        await (keep ? completeWithResults(fetched) : boss.complete(name, fetched.map((job) => job.id)));
      }
    }));
    if (done !== jobs) throw new Error(`${done} jobs instead of ${jobs}`);
    const { rows } = await pool.query('select count(*)::int as n from kept');
    if (keep && rows[0].n !== jobs) throw new Error(`${rows[0].n} results instead of ${jobs}`);
  },
});
