import { parentPort, workerData } from 'node:worker_threads';
import { asStorageError, isAisleError } from '../../../base/index.js';
import { SegmentBuilder } from './segment-builder.js';
import type { WriterReply, WriterRequest } from './writer-messages.js';

/** The thread that analyses and sorts: minutes of work for a large catalogue, none of it on the caller's thread. */
const folder = workerData as string;
let builder: SegmentBuilder | undefined;

function answer(request: WriterRequest): WriterReply {
  switch (request.kind) {
    case 'append':
      builder ??= new SegmentBuilder(folder);
      builder.append(request.products);
      return { ok: true };
    case 'finish': {
      builder ??= new SegmentBuilder(folder);
      const built = builder.finish();
      builder = undefined;
      return { ok: true, built };
    }
    case 'close':
      builder?.close();
      builder = undefined;
      return { ok: true };
  }
}

function failure(error: unknown): WriterReply {
  const named = asStorageError(error, folder);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (isAisleError(named)) return { ok: false, code: named.code, message: named.message, detail };
  return { ok: false, code: 'internal', message: 'the product index could not be written', detail };
}

const port = parentPort;
port?.on('message', (request: WriterRequest) => {
  let reply: WriterReply;
  try {
    reply = answer(request);
  } catch (error) {
    reply = failure(error);
  }
  port.postMessage(reply);
  if (request.kind === 'close') port.close();
});
