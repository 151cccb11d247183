import { AisleError, Breath, type CallOptions } from '../../../base/index.js';
import type { Layer } from '../embedded/layers.js';
import type { Mourning } from './joins.js';
import type { Lineage } from './lineage.js';
import { bury, liveLayer, livingSource, type LiveLayer } from './live-layer.js';
import { absorbed } from './layer-policy.js';
import { pack } from './packed.js';
import type { ProductChange } from './product-change.js';
import type { Died, Source } from './segment-task.js';

/** What a snapshot is made of. */
export interface SnapshotLayers {
  readonly base: Layer;
  readonly changed: readonly LiveLayer[];
}

type Put = Extract<ProductChange, { kind: 'put' }>;

/** The layers after some changes, the last one of each id. Those given stay what they are. */
export async function applyChanges(
  lineage: Lineage,
  { base, changed }: SnapshotLayers,
  changes: ReadonlyMap<string, ProductChange>,
  options: CallOptions | undefined,
): Promise<SnapshotLayers> {
  const layers = lineage.joins.adopt(changed);
  const gone = await bereave(lineage, { layer: base, deaths: new Set<number>() }, layers, changes);
  const puts = [...changes.values()].filter((change) => change.kind === 'put');
  const fresh = puts.length === 0 ? [] : [await sourceOf(lineage, puts)];

  const able = layers.filter(({ layer }) => fresh.length > 0 && !lineage.joins.busy(layer));
  const taken = new Set(
    absorbed(able.map(sizeOf), puts.length, lineage.policy).map((number) => able[number]),
  );
  const sources = [
    ...fresh,
    ...[...taken].flatMap((each) => (each === undefined ? [] : [livingSource(each.layer, each.deaths)])),
  ];
  const kept = layers.filter((each) => !taken.has(each) && each.layer.living > each.deaths.size);
  const mourning = [gone, ...kept].filter(({ deaths }) => deaths.size > 0);
  const died = await Promise.all(mourning.map((each) => diedOf(lineage, each)));
  const { segment, surfaces } = await lineage.run({ sources, died }, options);

  const after = async <L extends Layer>({ layer, deaths }: { layer: L; deaths: Set<number> }): Promise<L> => {
    const number = mourning.findIndex((each) => each.layer.segment === layer.segment);
    return number < 0 ? layer : bury(layer, deaths, surfaces[number] ?? new Uint32Array());
  };
  const made = segment === undefined ? [] : [liveLayer(segment.memory)];
  const living = await Promise.all(kept.map(after));
  return { base: await after(gone), changed: inPlace(base, [...living, ...made]) };
}

interface Bereaved {
  readonly layer: Layer;
  readonly deaths: Set<number>;
}

/** Notes the deaths of the versions before, wherever they live. */
async function bereave(
  { base, superseded }: Lineage,
  gone: Bereaved,
  layers: readonly Mourning[],
  changes: ReadonlyMap<string, ProductChange>,
): Promise<Bereaved> {
  const breath = new Breath();
  for (const id of changes.keys()) {
    await breath.draw();
    const ordinal = base.store.ordinal(id);
    if (ordinal !== undefined && gone.layer.dead?.[ordinal] !== 1) {
      gone.deaths.add(ordinal);
      continue;
    }
    const bytes = Buffer.from(id);
    for (const { layer, deaths } of layers) {
      const row = layer.changed.findId(bytes);
      if (row < 0 || layer.dead?.[row] === 1 || deaths.has(row)) continue;
      deaths.add(row);
      superseded.remember(layer.changed.ordinals[row] as number, id);
      break;
    }
  }
  return gone;
}

async function sourceOf({ base, groups }: Lineage, puts: readonly Put[]): Promise<Source> {
  const breath = new Breath();
  const positions = new Float64Array(puts.length);
  const numbers = new Uint32Array(puts.length);
  const ordinals = new Uint32Array(puts.length);
  const rows = new Uint32Array(puts.length);
  const texts: string[] = [];
  for (const [i, { ordinal, product }] of puts.entries()) {
    await breath.draw();
    rows[i] = i;
    ordinals[i] = ordinal;
    const known = base.store.ordinal(product.id);
    positions[i] = known ?? base.store.below(product.id) - 0.5;
    numbers[i] = groups.of(product, known);
    texts.push(JSON.stringify(product));
  }
  return {
    documents: await pack(texts),
    rows,
    ordinals,
    positions,
    groups: numbers,
  };
}

async function diedOf({ base }: Lineage, { layer, deaths }: Bereaved): Promise<Died> {
  const { memory } = layer.segment;
  const rows = Uint32Array.from(deaths);
  if (isLive(layer)) return { memory, documents: layer.changed.documents, rows };
  const breath = new Breath();
  const texts: string[] = [];
  for (const ordinal of rows) {
    await breath.draw();
    const json = base.store.json(ordinal);
    if (json === undefined) throw new AisleError('corrupt', `document ${ordinal} is missing`);
    texts.push(json);
  }
  return { memory, documents: await pack(texts), rows: Uint32Array.from(rows.keys()) };
}

function isLive(layer: Layer): layer is LiveLayer {
  return layer.changed !== undefined;
}

function sizeOf({ layer, deaths }: Mourning) {
  const living = layer.living - deaths.size;
  return { living, dead: layer.segment.size - living };
}

/** Layers one after the other behind the base. */
function inPlace(base: Layer, layers: readonly LiveLayer[]): LiveLayer[] {
  let offset = base.segment.size;
  return layers.map((layer) => {
    const placed = { ...layer, offset };
    offset += layer.segment.size;
    return placed;
  });
}
