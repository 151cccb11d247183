import { isIPv6 } from 'node:net';

/** Groups of 16 bits that name a network: within its /64 a customer takes as many addresses as they like. */
const NETWORK = 4;

/** What a client is counted by: its IPv4 address, or the /64 of its IPv6 address. */
export function clientAddress(ip: string): string {
  const [address = ''] = ip.split('%', 1);
  if (!isIPv6(address)) return ip;
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const groups = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
  // An IPv4 client of a socket for both: its address is in the last 32 bits.
  if (groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff') return groups.join(':');
  return `${groups.slice(0, NETWORK).join(':')}::/64`;
}

const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'));
