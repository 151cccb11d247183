import { AisleError } from '../../base/index.js';
import type { ClusterOptions } from './cluster.js';

/** Where the nodes answer. Throws `bad_config` naming what is wrong, without the credentials an address may hold. */
export function nodeAddresses(options: ClusterOptions): URL[] {
  const { nodes, cloudId } = options;
  if ((cloudId === undefined) === (nodes.length === 0))
    throw wrong('node', 'expected the address of one or more nodes, or a cloud id, and not both');
  return cloudId === undefined ? nodes.map(nodeAddress) : [cloudAddress(cloudId)];
}

function nodeAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw wrong('node', 'expected an address like https://search.example.com:9200');
  return url;
}

/** `name:base64(domain[:port]$id of the deployment$…)`, as the console of Elastic Cloud shows it. */
function cloudAddress(cloudId: string): URL {
  const encoded = cloudId.slice(cloudId.lastIndexOf(':') + 1);
  const [domain = '', deployment = ''] = Buffer.from(encoded, 'base64').toString('utf8').split('$');
  const text = `https://${deployment}.${domain}`;
  if (!/^[\w-]+$/.test(deployment) || !/^[\w.-]+(:\d+)?$/.test(domain) || !URL.canParse(text))
    throw wrong('cloudId', 'expected the cloud id as the console of Elastic Cloud shows it');
  return new URL(text);
}

function wrong(setting: string, message: string): AisleError {
  const path = `elasticsearch.${setting}`;
  return new AisleError('bad_config', `${path}: ${message}`, { errors: [{ path, message }] });
}
