/** The public key that the service put into the page; undefined where it asks for none. It searches and tells, and names no person. */
export const publicKey = document.querySelector<HTMLMetaElement>('meta[name="aisle-key"]')?.content;
