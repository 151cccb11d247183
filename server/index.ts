export { createApp } from './create-app.js';
export { listen, type RunningServer } from './listen.js';
