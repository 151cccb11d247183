import type { ComponentChildren } from 'preact';

export function Notice({ kind, children }: { kind?: 'warning'; children: ComponentChildren }) {
  return (
    <p class={kind === undefined ? 'notice' : `notice ${kind}`} role="status">
      {children}
    </p>
  );
}

/** Something did not work; it may be tried again. */
export function Failure({ error, again }: { error: Error; again?: () => void }) {
  return (
    <div class="notice failure" role="alert">
      <p>{error.message}</p>
      {again !== undefined && (
        <button type="button" class="button quiet" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}
