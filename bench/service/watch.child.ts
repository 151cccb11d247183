import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';
import type { Usage } from './serve.js';

// Loaded into the server's process before its own code, and into each of its threads: what it uses is told over the
// channel of its parent. Threads are left alone: a timer each would wake them a thousand times a second.

/** Milliseconds between samples; each one holds the resolution itself. */
const RESOLUTION = 1;

if (isMainThread) watch();

function watch(): void {
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION });
  loop.enable();

  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const usage: Usage = {
      cpuSeconds: (user + system) / 1e6,
      rssBytes: process.memoryUsage.rss(),
      loopP99: Math.max(0, loop.percentile(99) / 1e6 - RESOLUTION),
      loopMax: Math.max(0, loop.max / 1e6 - RESOLUTION),
    };
    loop.reset();
    process.send?.(usage);
  });
  process.channel?.unref();
}
