import { MOST } from '../state/basket.js';

interface Props {
  /** Of what. */
  name: string;
  value: number;
  set: (value: number) => void;
}

export function Quantity({ name, value, set }: Props) {
  return (
    <div class="quantity">
      <button type="button" class="round" aria-label={`One less: ${name}`} onClick={() => set(value - 1)}>
        −
      </button>
      <input
        type="number"
        min="1"
        max={MOST}
        inputmode="numeric"
        aria-label={`Quantity: ${name}`}
        value={value}
        onChange={(event) => {
          const next = Number(event.currentTarget.value);
          if (Number.isInteger(next) && next >= 1) set(next);
          else event.currentTarget.value = String(value);
        }}
      />
      <button
        type="button"
        class="round"
        aria-label={`One more: ${name}`}
        disabled={value >= MOST}
        onClick={() => set(value + 1)}
      >
        +
      </button>
      <button type="button" class="link" aria-label={`Take out: ${name}`} onClick={() => set(0)}>
        Take out
      </button>
    </div>
  );
}
