// pg-boss, its fetch and complete in loops: arguments are the number of loops and the size of a batch.
import { PgBoss } from 'pg-boss';
import pg from 'pg';
import { connectionString, serve } from './serve.mjs';

const [loops, batchSize] = process.argv.slice(2).map(Number);
const pool = new pg.Pool({ connectionString, max: 2 });
const boss = new PgBoss({ connectionString, max: loops + 8, supervise: false, schedule: false });
boss.on('error', (e) => console.error(e.message));
await boss.start();
const name = 'noop', chunk = 1000;
await boss.createQueue(name);

await serve({
  prepare: (step) => step === 'insert' ? boss.deleteAllJobs(name) : pool.query('vacuum analyze pgboss.job_common').catch(() => pool.query('vacuum analyze')),
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
        await boss.complete(name, fetched.map((job) => job.id));
      }
    }));
    if (done !== jobs) throw new Error(`${done} jobs instead of ${jobs}`);
  },
});
