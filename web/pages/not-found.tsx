import { useTitle } from '../state/title.js';

export function NotFoundPage({ what = 'page' }: { what?: string }) {
  useTitle('Not found');
  return (
    <div class="nothing">
      <h1>There is no such {what}</h1>
      <p class="soft">It may have been here once. The search above finds what there is.</p>
      <p class="actions">
        <a class="button" href="/">
          To the start
        </a>
      </p>
    </div>
  );
}
