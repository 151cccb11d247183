import type { Style } from './traits.js';

/** A made-up maker. */
export interface Brand {
  readonly name: string;
  /** 0 cheap … 4 luxury. */
  readonly level: number;
  /** The style most of its articles have, where the kind of thing knows that style. */
  readonly style: Style;
}

/** A line for each family of departments: `name:level:style`, all invented. */
const LISTS = {
  apparel:
    'Northfell:3:rugged Tarnwick:1:classic Velloria:4:elegant Brooksend:2:sporty Ostrava&Pine:3:natural Kestrelle:2:urban Marrowby:1:minimalist Lumenta:3:modern Dunmoor:2:vintage Solvane:0:playful Faircote:1:floral Hollis&Wren:4:classic Peakline:3:sporty Juniperra:2:boho Strandvik:3:scandinavian Zephora:0:urban',
  active:
    'Northfell:3:rugged Peakline:3:sporty Cairnhollow:4:rugged Ridgeway Supply:1:classic Torvik:3:minimalist Velomarch:2:sporty Bluefinch:1:playful Ironlark:2:rugged Altamere:4:professional Swiftmoor:2:modern Camberfield:0:classic Kodiva:1:urban Fjellstad:3:natural Summitra:0:sporty',
  home: 'Halvorsen:3:scandinavian Oakhaven:2:rustic Maison Lirelle:4:elegant Ferrowerk:2:industrial Lindqvist:3:minimalist Thistledown:1:floral Cozycroft:0:classic Amberly:1:vintage Nomadine:2:boho Urbanest:1:modern Larkspur Lane:2:natural Brightnook:0:playful',
  kitchen:
    'Culinara:3:professional Emberstead:2:rustic Kuroyama:4:minimalist Pantry&Co:1:classic Saltmarsh:2:natural Brassica:1:playful Henlow:3:elegant Forge&Flame:3:industrial Mirepoix:4:professional Dailywhisk:0:modern Copperleaf:2:vintage Nordtafel:2:scandinavian',
  tech: 'Voltessa:3:modern Kairon:2:minimalist Pixelform:1:playful Aurastream:4:elegant Bytewell:0:classic Sonaris:3:professional Trekwire:2:rugged Lumibyte:1:urban Orbitek:2:modern Hexline:3:industrial Quietude:4:minimalist Zapora:0:sporty',
  beauty:
    'Belle Solenne:4:elegant Rootwell:2:natural Dewlight:1:minimalist Maristella:3:floral Pure Alder:2:natural Glossary Nine:1:playful Aurelie Voss:4:classic Kindskin:1:minimalist Verbena&Co:3:floral Freshly Fable:0:playful Apotheca Nord:3:professional Silkmoor:2:modern',
  toys: 'Wobblewood:3:natural Tinkertrail:2:modern Pip&Puddle:1:playful Brickadoon:2:classic Merrymoss:1:playful Starling Studio:4:elegant Zoomio:0:sporty Little Larch:3:scandinavian Fablefox:2:vintage Gigglebit:0:playful',
  pets: 'Pawsley:2:classic Furrow&Friend:3:natural Waggington:1:playful Barkley Bay:3:rugged Tailwise:2:modern Whiskerie:1:minimalist Muttini:0:playful Lord Fetch:4:elegant Meadowhound:2:rustic Purrfold:3:scandinavian',
  garden:
    'Greenhollow:2:rustic Terrafolk:3:natural Bloomstead:1:floral Ironhedge:2:industrial Sunpatio:1:modern Verdant Row:4:elegant Plotwise:0:classic Heron Pond:3:scandinavian Sprigley:1:playful Stonecroft:3:rugged',
  office:
    'Deskworth:2:classic Inkling:1:playful Paperline:1:minimalist Formwerk:3:industrial Stillpoint:3:scandinavian Ledger&Quill:4:vintage Taskfield:0:modern Ordena:2:modern Graphene Supply:2:professional Clipstone:0:classic',
} as const;

export type BrandFamily = keyof typeof LISTS;

const parse = (list: string): Brand[] =>
  list.split(/(?<=:\d:[a-z]+) /).map((entry) => {
    const [name = '', level = '0', style = 'classic'] = entry.split(':');
    return { name: name.replace('&', ' & '), level: Number(level), style: style as Style };
  });

export const BRANDS = Object.fromEntries(
  Object.entries(LISTS).map(([family, list]) => [family, parse(list)]),
) as unknown as Readonly<Record<BrandFamily, readonly Brand[]>>;
