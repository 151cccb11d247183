import { categoryHref } from '../listing/view.js';

/** Where in the shop this is. `here` is said last and leads nowhere; without it the last category is where we are. */
export function Breadcrumb({ category, here }: { category: string[]; here?: string }) {
  return (
    <nav class="breadcrumb" aria-label="Breadcrumb">
      <ol>
        <li>
          <a href="/">Shop</a>
        </li>
        {category.map((name, i) => {
          const last = here === undefined && i === category.length - 1;
          return (
            <li key={i}>
              {last ? (
                <span aria-current="page">{name}</span>
              ) : (
                <a href={categoryHref(category.slice(0, i + 1))}>{name}</a>
              )}
            </li>
          );
        })}
        {here !== undefined && (
          <li>
            <span aria-current="page">{here}</span>
          </li>
        )}
      </ol>
    </nav>
  );
}
