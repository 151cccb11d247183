/** The bare loop that the embedder is measured against: tensors in, `run`, nothing else. */
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';

export interface RawLoopData {
  readonly model: string;
  /** Token ids by run and text. */
  readonly runs: readonly (readonly (readonly number[])[])[];
}

export interface RawLoopReply {
  readonly seconds: number;
}

const { model, runs } = workerData as RawLoopData;
const session = await InferenceSession.create(model, {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
});
const inputs = runs.map((texts) => {
  const length = Math.max(...texts.map((ids) => ids.length));
  const ids = new BigInt64Array(texts.length * length);
  const mask = new BigInt64Array(texts.length * length);
  texts.forEach((text, row) => {
    text.forEach((id, i) => {
      ids[row * length + i] = BigInt(id);
      mask[row * length + i] = 1n;
    });
  });
  const shape = [texts.length, length];
  return {
    input_ids: new Tensor('int64', ids, shape),
    attention_mask: new Tensor('int64', mask, shape),
    token_type_ids: new Tensor('int64', new BigInt64Array(ids.length), shape),
  };
});
const [first] = inputs;
if (first !== undefined) await session.run(first);
const start = performance.now();
for (const input of inputs) await session.run(input);
parentPort?.postMessage({ seconds: (performance.now() - start) / 1_000 } satisfies RawLoopReply);
