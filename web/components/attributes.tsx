import type { Product } from '../api/types.js';
import { headingOf } from '../listing/names.js';

/** Everything that is known of a product by name. */
export function Attributes({ product: { color, size, attributes = {} } }: { product: Product }) {
  const rows: [string, string][] = [
    ...(color === undefined ? [] : [['color', color] as [string, string]]),
    ...(size === undefined ? [] : [['size', size] as [string, string]]),
    ...Object.entries(attributes).map(([name, value]): [string, string] => [name, said(value)]),
  ];
  if (rows.length === 0) return null;
  return (
    <section>
      <h2>Details</h2>
      <dl class="attributes">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{headingOf(name)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function said(value: string | number | boolean | string[]): string {
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return typeof value === 'number' ? value.toLocaleString('en') : value;
}
