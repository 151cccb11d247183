export { createMetrics, createRecorders, type Metrics, type Recorders } from './metrics.js';
