// "prepare STEP", "insert N" and "drain N" on stdin are each answered by one line, the seconds that it took.
import { createInterface } from 'node:readline';

export const connectionString =
  `postgres://${process.env.PGUSER}:${encodeURIComponent(process.env.PGPASSWORD)}@${process.env.PGHOST}:${process.env.PGPORT}/${process.env.PGDATABASE}`;

export async function serve(peer) {
  for await (const line of createInterface({ input: process.stdin })) {
    const [step, argument] = line.split(' ');
    const began = process.hrtime.bigint();
    await peer[step](step === 'prepare' ? argument : +argument);
    console.log((Number(process.hrtime.bigint() - began) / 1e9).toFixed(6));
  }
  process.exit(0);
}
