/**
 * Rearranges 0..n-1 towards `wanted` with no item more than `most` positions from its own number.
 * `wanted[item]` is the item's place in the wished order. Each place goes to the item that must not wait any longer,
 * else to the best wished of those allowed that far up: scheduling of unit jobs with release and deadline, feasible
 * because no two items share a deadline (Jackson's rule). Returns the items in their new order.
 */
export function boundedMovement(wanted: Uint32Array, most: number): Uint32Array {
  const out = new Uint32Array(wanted.length);
  let open: number[] = [];
  let next = 0;
  for (let place = 0; place < wanted.length; place++) {
    for (; next < wanted.length && next <= place + most; next++) open.push(next);
    // `open` is ascending, so its first item is the one whose time runs out first.
    let chosen = open[0] as number;
    if (chosen + most > place) {
      for (const item of open) if ((wanted[item] as number) < (wanted[chosen] as number)) chosen = item;
    }
    out[place] = chosen;
    open = open.filter((item) => item !== chosen);
  }
  return out;
}
