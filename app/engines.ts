import { openEmbeddedProducts, openEmbeddedWriter } from '../engines/products/index.js';
import { openVectorWriter, openVectors } from '../engines/vectors/index.js';
import type { EngineFactories } from '../indexer/index.js';
import type { Config } from './config.js';

/** The engines that the configuration names. */
export function engineFactories(config: Config): EngineFactories {
  const embedded: EngineFactories = {
    openProductWriter: openEmbeddedWriter,
    openProducts: openEmbeddedProducts,
    openVectorWriter,
    openVectors,
  };
  return { embedded }[config.lexical.engine];
}
