import { render } from 'preact';
import { App } from './app.js';
import { followPlaces } from './state/entry.js';

followPlaces();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
