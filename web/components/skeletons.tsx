/** Cards that are yet to come, of the height that they will have. */
export function CardSkeletons({ count }: { count: number }) {
  return (
    <>
      {Array.from({ length: count }, (_, i) => (
        <li key={i} aria-hidden="true">
          <div class="card skeleton">
            <div class="card-cover">
              <div class="picture bone" />
            </div>
            <p class="card-brand">
              <span class="bone" />
            </p>
            <p class="card-title">
              <span class="bone" />
              <span class="bone short" />
            </p>
            <p class="card-facts">
              <span class="bone short" />
            </p>
          </div>
        </li>
      ))}
    </>
  );
}
