// Sends a handle back to the process that it came from, as often as that asks: each time is a descriptor more.

let sent: unknown;

process.on('message', (message, handle) => {
  sent ??= handle;
  if (message === 'enough') process.exit();
  // The types know sockets and servers alone.
  process.send?.('handle', sent as Parameters<NonNullable<typeof process.send>>[1]);
});
