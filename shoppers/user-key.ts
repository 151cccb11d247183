/** A person's key as the store knows it: `user:`, `client:` or `session:`; a bare id means a user. */
export function userKey(id: string): string {
  return /^(user|client|session):/.test(id) ? id : `user:${id}`;
}
