/** An embedding worker: tokenises, runs the model, pools. ONNX Runtime blocks its thread, so it lives only here. */
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Tokenizer } from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { planBatches } from './batches.js';
import type { WorkerReply, WorkerRequest, WorkerSetup } from './messages.js';
import { meanPool } from './pooling.js';

if (parentPort === null) throw new Error('this file is a worker thread');
const port = parentPort;
const setup = workerData as WorkerSetup;
const { dimensions, tokenLimit, batchTokens } = setup;
/** Characters a token may stand for, generously: what lies behind is cut before it is tokenised. */
const CHARACTERS_A_TOKEN = 64;

const describe = (error: unknown): string => {
  const message = (error as { message?: unknown } | null)?.message;
  return typeof message === 'string' ? message : String(error);
};
const reply = (message: WorkerReply, transfer: ArrayBuffer[] = []): void =>
  port.postMessage(message, transfer);

try {
  await start();
} catch (error) {
  reply({ failed: describe(error) });
  port.close();
}

async function start(): Promise<void> {
  const json = JSON.parse(await readFile(setup.tokenizer, 'utf8')) as Record<string, unknown>;
  // The file's fixed padding would make every short query cost 128 tokens; padding and limit are ours.
  const tokenizer = new Tokenizer({ ...json, padding: null, truncation: null }, {});
  const session = await InferenceSession.create(setup.onnx, {
    executionProviders: [setup.provider],
    // The workers share the cores; one thread each has no barrier to wait at.
    ...(setup.provider === 'cpu' ? { intraOpNumThreads: 1, interOpNumThreads: 1 } : {}),
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });

  const tokenise = (text: string): number[] => {
    const { ids } = tokenizer.encode(text.slice(0, tokenLimit * CHARACTERS_A_TOKEN));
    const last = ids.at(-1);
    return ids.length <= tokenLimit || last === undefined ? ids : [...ids.slice(0, tokenLimit - 1), last];
  };
  const run = async (batch: readonly (readonly number[])[]): Promise<Float32Array> => {
    const width = Math.max(...batch.map((ids) => ids.length));
    const shape = [batch.length, width];
    const inputs = new BigInt64Array(batch.length * width);
    const mask = new BigInt64Array(batch.length * width);
    batch.forEach((ids, row) => {
      ids.forEach((id, at) => {
        inputs[row * width + at] = BigInt(id);
        mask[row * width + at] = 1n;
      });
    });
    const answer = await session.run({
      input_ids: new Tensor('int64', inputs, shape),
      attention_mask: new Tensor('int64', mask, shape),
      token_type_ids: new Tensor('int64', new BigInt64Array(inputs.length), shape),
    });
    const hidden = answer['last_hidden_state'];
    if (hidden === undefined) throw new Error('the model has no output last_hidden_state');
    return hidden.data as Float32Array;
  };
  const embed = async (texts: readonly string[]): Promise<Float32Array<ArrayBuffer>> => {
    const tokens = texts.map(tokenise);
    const lengths = tokens.map((ids) => ids.length);
    const batches = batchTokens === 'alone' ? tokens.map((_, at) => [at]) : planBatches(lengths, batchTokens);
    const rows = new Float32Array(texts.length * dimensions);
    for (const batch of batches) {
      const hidden = await run(batch.map((at) => tokens[at] ?? []));
      const width = Math.max(...batch.map((at) => lengths[at] ?? 0));
      batch.forEach((at, row) => {
        const out = rows.subarray(at * dimensions, (at + 1) * dimensions);
        meanPool(hidden, row, width, lengths[at] ?? 0, out);
      });
    }
    return rows;
  };

  // A provider may load and still not compute: the first run decides.
  const probe = await embed(['a']);
  if (!probe.every(Number.isFinite)) throw new Error(`${setup.provider} computes no finite vector`);
  port.on('message', ({ id, texts }: WorkerRequest) => {
    embed(texts).then(
      (rows) => reply({ id, rows }, [rows.buffer]),
      (error: unknown) => reply({ id, error: describe(error) }),
    );
  });
  reply({ ready: true });
}
