'use strict';
// What a program can say to the laboratory; also loaded before the program, to catch its error and to send its result.
// NaN and the infinities become strings, dates ISO-8601, sets and typed arrays lists, maps objects, buffers Base64.
const fs = require('fs');
const path = require('path');

const DEPTH = 64;
const WORK = process.cwd();
const OUT = path.join(WORK, 'out');
let outcome;
let told = -1;
let said;
let saidAt = 0;

// Where the interpreter was started before its program is there, it waits here; its input has an end after that.
if (process.env.ATHANOR_WAITS) {
  delete process.env.ATHANOR_WAITS;
  fs.writeSync(1, '\n');
  if (fs.readSync(0, Buffer.alloc(1)) === 0) process.reallyExit(0);
}

class Invalid extends Error {}

function plain(value, at, depth) {
  if (depth > DEPTH) throw new Invalid(`${at.slice(0, 200)} is nested deeper than ${DEPTH} levels`);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string') return text(value, at);
  if (typeof value !== 'object') throw new Invalid(`${at} is ${typeof value}, which has no form in JSON`);
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (value instanceof Map) return members([...value].map(([k, v]) => [String(k), v]), at, depth);
  if (Array.isArray(value) || value instanceof Set || (ArrayBuffer.isView(value) && value[Symbol.iterator])) {
    return Array.from(value, (item, i) => plain(item, `${at}[${i}]`, depth + 1));
  }
  if (typeof value.toJSON === 'function') return plain(value.toJSON(), at, depth + 1);
  return members(Object.entries(value).filter(([, v]) => v !== undefined), at, depth);
}

function members(entries, at, depth) {
  const made = Object.create(null);
  for (const [key, item] of entries) made[text(key, at)] = plain(item, `${at}.${key}`, depth + 1);
  return made;
}

function text(value, at) {
  if (value.includes('\0')) throw new Invalid(`${at} holds a NUL character, which has no stored form; use a Buffer`);
  if (/\p{Surrogate}/u.test(value)) throw new Invalid(`${at} holds half a surrogate pair, which is no text`);
  return value;
}

function encoded(value) {
  try {
    return ['J', JSON.stringify(plain(value, 'result', 0))];
  } catch (error) {
    return ['I', error instanceof Invalid ? error.message : `the result could not be read: ${error}`];
  }
}

function writeAll(fd, data) {
  for (let at = 0; at < data.length; ) {
    try {
      at += fs.writeSync(fd, data, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

function channel(kind, body) {
  const data = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.write(kind, 'latin1');
  head.writeUInt32BE(data.length, 1);
  writeAll(4, Buffer.concat([head, data]));
}

function line(object) {
  writeAll(3, Buffer.from(JSON.stringify(object) + '\n'));
}

const athanor = {
  get params() {
    const value = JSON.parse(fs.readFileSync(process.env.ATHANOR_PARAMS, 'utf8'));
    Object.defineProperty(athanor, 'params', { value, writable: true });
    return value;
  },
  seed: process.env.ATHANOR_SEED === undefined ? null : Number(process.env.ATHANOR_SEED),
  logMetric(name, value, step) {
    if (typeof name !== 'string' || name.length < 1 || name.length > 64) {
      throw new RangeError("a metric's name has 1 to 64 characters");
    }
    const number = Number(value);
    const point = { name, value: Number.isFinite(number) ? number : String(number) };
    if (step !== undefined && step !== null) point.step = Math.trunc(step);
    line(point);
  },
  progress(fraction, message) {
    const now = Math.min(1, Math.max(0, Number(fraction)));
    if (Number.isNaN(now)) return;
    // By characters: a slice of the string could end within one.
    const words = message === undefined || message === null ? said : [...String(message).slice(0, 400)].slice(0, 200).join('');
    const at = Date.now();
    const moved = now !== told && (Math.abs(now - told) >= 0.001 || now === 1);
    if (moved || (words !== said && Math.abs(at - saidAt) >= 100)) {
      [told, said, saidAt] = [now, words, at];
      line({ progress: now, message: words });
    }
  },
  artifact(file, name) {
    const target = path.join(OUT, name || path.basename(file));
    fs.mkdirSync(OUT, { recursive: true });
    if (path.resolve(file) !== target) fs.copyFileSync(file, target);
    return target;
  },
  result(value) {
    outcome = encoded(value);
  },
};
athanor.log_metric = athanor.logMetric;

function assigned() {
  for (const name of ['results', 'result']) {
    const value = globalThis[name];
    if (value !== undefined && typeof value !== 'function') return value;
  }
  // require.main of a module that was loaded first is not yet the program.
  const exported = process.mainModule && process.mainModule.exports;
  const empty = exported && typeof exported === 'object' && !Array.isArray(exported) && !Object.keys(exported).length;
  return empty || typeof exported === 'function' ? undefined : exported;
}

process.on('uncaughtExceptionMonitor', (error) => {
  const trace = String((error && error.stack) || error).slice(0, 64000);
  const after = trace.split(WORK + '/')[1];
  const place = /^([^\s():]+):(\d+)/.exec(after || '') || [];
  const found = { type: (error && error.name) || typeof error, message: String((error && error.message) || error).slice(0, 4000) };
  channel('U', JSON.stringify({ ...found, file: place[1], line: place[2] && Number(place[2]), traceback: trace }));
});

process.on('exit', (code) => {
  if (code !== 0) return;
  if (outcome === undefined) {
    const value = assigned();
    if (value !== undefined) outcome = encoded(value);
  }
  if (outcome !== undefined) channel(...outcome);
});

module.exports = athanor;
