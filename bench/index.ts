export { bulkReport } from './bulk.js';
export { benchEsci, MODELS, type Model } from './esci.js';
export { benchPersonal } from './personal.js';
export { benchSequences } from './sequences.js';
export { benchSearchPath } from './search-path.js';
export { benchLatency } from './service/latency.js';
export { benchLoad } from './service/load.js';
export { REPORT_HEADER, met, reportRows, type BenchReport } from './report.js';
export { embedReport, reindexReport } from './throughput.js';
