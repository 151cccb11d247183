import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AisleError, withDeadline, type OnProgress } from '../../../base/index.js';

/** Milliseconds until a server must have begun to answer, and until a whole file must be there. */
const ANSWER_WITHIN = 15_000;
const FILE_WITHIN = 600_000;

/** Fetches a URL into a file and holds it against its SHA-256. Throws `unavailable`, `corrupt`. */
export async function download(
  url: string,
  file: string,
  sha256: string,
  onProgress?: OnProgress,
): Promise<void> {
  await withDeadline(`the download of ${url}`, FILE_WITHIN, async (signal) => {
    const response = await withDeadline(url, ANSWER_WITHIN, () => fetch(url, { signal }));
    if (!response.ok || response.body === null) {
      throw new AisleError('unavailable', `${url} answered ${response.status}`);
    }
    const length = Number(response.headers.get('content-length') ?? Number.NaN);
    const hash = createHash('sha256');
    let done = 0;
    const watch = new Transform({
      transform(chunk: Buffer, _, callback) {
        hash.update(chunk);
        done += chunk.length;
        onProgress?.({
          stage: 'download',
          done,
          unit: 'bytes',
          ...(Number.isNaN(length) ? {} : { total: length }),
        });
        callback(undefined, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body), watch, createWriteStream(file), { signal });
    if (hash.digest('hex') !== sha256) throw new AisleError('corrupt', `${url} is not the pinned file`);
  });
}
