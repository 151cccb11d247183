import { headingOf } from '../listing/names.js';
import type { Known } from '../api/users.js';

/** Facts that are shown before the rest is counted. */
const SHOWN = 30;

/** What the shop knows, whatever it is: nothing is left out for want of a name. */
export function KnownFacts({ known }: { known: Known }) {
  const rows = factsOf(known);
  return (
    <dl class="attributes">
      {rows.slice(0, SHOWN).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {rows.length > SHOWN && (
        <div>
          <dt>And more</dt>
          <dd>{rows.length - SHOWN} facts, all in the export</dd>
        </div>
      )}
    </dl>
  );
}

/** A record as lines of name and value; a list by how many it has. */
export function factsOf(known: Known, before = ''): [string, string][] {
  return Object.entries(known).flatMap(([name, value]): [string, string][] => {
    const heading = before === '' ? headingOf(name) : `${before}, ${headingOf(name).toLowerCase()}`;
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return [[heading, String(value.length)]];
    if (typeof value === 'object') return factsOf(value as Known, heading);
    return [[heading, said(value)]];
  });
}

function said(value: unknown): string {
  if (typeof value === 'number') return value.toLocaleString('en', { maximumFractionDigits: 3 });
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  const text = String(value);
  const time = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? text : new Date(time).toLocaleString('en');
}
