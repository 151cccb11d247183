export { createApp } from './create-app.js';
export { listen, type RunningServer } from './listen.js';
export { toProblem, type Problem } from './problem.js';
