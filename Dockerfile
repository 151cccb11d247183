# Targets: `cpu` (the last one, built by default) and `cuda`.
#   docker build -t aisle .
#   docker build -t aisle:cuda --target cuda .

FROM node:22-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The GPU libraries of ONNX Runtime are fetched for the cuda target alone.
RUN ONNXRUNTIME_NODE_INSTALL=skip npm ci
COPY . .
RUN node scripts/build.mjs
RUN npm prune --omit=dev

FROM build AS build-cuda
RUN ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node

FROM nvidia/cuda:12.6.3-cudnn-runtime-ubuntu22.04 AS cuda
COPY --from=node:22-bookworm-slim /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=build-cuda /app/package.json ./
COPY --from=build-cuda /app/node_modules ./node_modules
COPY --from=build-cuda /app/dist ./dist
ENV NODE_ENV=production AISLE_DATA=/data AISLE_EMBEDDER_CACHE=/models AISLE_EMBEDDER_DEVICE=cuda
RUN mkdir /data /models && chown 1000:1000 /data /models
USER 1000:1000
VOLUME ["/data", "/models"]
HEALTHCHECK --start-period=30s --interval=10s --timeout=3s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7700/health/live').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["serve"]

FROM node:22-bookworm-slim AS cpu
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
ENV NODE_ENV=production AISLE_DATA=/data AISLE_EMBEDDER_CACHE=/models
RUN mkdir /data /models && chown node:node /data /models
USER node
VOLUME ["/data", "/models"]
HEALTHCHECK --start-period=30s --interval=10s --timeout=3s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7700/health/live').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["serve"]
