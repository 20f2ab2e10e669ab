import type { Comparison, Migration, Source } from '../api/schema';

/** What is compared, as a title: `greeter: vm · container · wasm`, or the variants' labels where kinds do not tell them apart. */
export function comparisonTitle({ variants }: Pick<Comparison, 'variants'>): string {
  const programs = new Set(variants.map(({ workload }) => programOf(workload.source)));
  const kinds = variants.map(({ workload }) => workload.kind);
  const parts = new Set(kinds).size === kinds.length ? kinds : variants.map(({ label }) => label);
  const [program] = programs;
  return `${programs.size === 1 && program !== undefined ? `${program}: ` : ''}${parts.join(' · ')}`;
}

/** What moves, as a title: `shop: container → wasm`, or the workloads' names where kinds do not tell them apart. */
export function migrationTitle({
  service,
  from,
  fromKind,
  to,
}: Pick<Migration, 'service' | 'from' | 'fromKind' | 'to'>): string {
  const byKind = fromKind !== undefined && fromKind !== to.kind;
  return `${service}: ${byKind ? `${fromKind} → ${to.kind}` : `${from} → ${to.name}`}`;
}

/** `registry/triptych/greeter:1@sha256:…` and `greeter.wasm` are the greeter. */
function programOf({ image, artifact, disk, kernel }: Source): string | undefined {
  const last = (image ?? artifact ?? disk ?? kernel)?.split('@')[0]?.split('/').at(-1);
  return last?.split(':')[0]?.replace(/\.[a-z0-9]+$/, '');
}
