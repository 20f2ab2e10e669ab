const PATHS = {
  overview:
    'M2.5 2.500h4.500v5.500h-4.500zM9 2.500h4.500v3h-4.500zM9 8h4.500v5.500h-4.500zM2.5 10.500h4.500v3h-4.500z',
  workloads: 'M2.5 3.500h11M2.5 8h11M2.5 12.500h11',
  artifacts: 'M8 1.8 13.5 4.800v6.400L8 14.2 2.5 11.200V4.800zM2.7 4.9 8 7.800l5.3-2.900M8 7.800v6.2',
  secrets: 'M4 7.200h8v6.300H4zM5.7 7.200V5a2.3 2.3 0 0 1 4.6 0v2.200M8 9.600v1.6',
  tokens:
    'M10.3 9.200a3.5 3.5 0 1 0-3.5-3.500c0 .5.1 1 .3 1.400L2.5 11.700v1.800h2.200v-1.500h1.500v-1.500l1.5-1.500c.8.3 1.7.2 2.6.2zM11 5h.01',
  reference: 'M3 2.500h6.500l3.5 3.500v7.500H3zM9.5 2.500V6H13M5.5 8.500h5M5.5 11h5',
  vm: 'M2 3h12v8H2zM6 13.500h4M8 11v2.5',
  container: 'M1.8 5h12.400v7H1.800zM4.6 5v7M7.3 5v7M10 5v7M12 5v7',
  wasm: 'M2.5 2.500h3.700a1.8 1.8 0 0 0 3.6 0h3.700v11h-11zM4.5 7l1 4 1-3.5 1 3.5 1-4M9.9 11l1.1-4 1.1 4M10.3 9.800h1.4',
  clock: 'M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM8 4.500V8l2.3 1.5',
  box: 'M2.5 5 8 2.2 13.5 5v6L8 13.8 2.5 11zM8 8v5.800M2.5 5 8 8l5.5-3',
  play: 'M5 3.200v9.600l7.5-4.800z',
  check: 'M3.5 8.5 6.5 11.5 12.5 4.8',
  checkCircle: 'M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM5.3 8.200l2 2 3.5-4',
  cross: 'M4 4l8 8M12 4l-8 8',
  crossCircle: 'M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM6 6l4 4M10 6l-4 4',
  stop: 'M4 4h8v8H4z',
  restart: 'M13 8a5 5 0 1 1-1.6-3.700M13 2v3h-3',
  trash: 'M2.8 4.200h10.400M6 4V2.500h4V4M4.2 4.200l.6 9.300h6.400l.6-9.300M6.7 6.700v4.300M9.3 6.700v4.3',
  question:
    'M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM6.2 6.300a1.8 1.8 0 1 1 2.5 1.700c-.5.2-.7.5-.7 1.100M8 11.300h.01',
  lost: 'M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM4 12l8-8',
  warning: 'M8 2.3 14.3 13.300H1.700zM8 6.500v3M8 11.400h.01',
  info: 'M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM8 7.300v3.700M8 5h.01',
  plus: 'M8 3v10M3 8h10',
  search: 'M7 11.500a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3 13.8 13.8',
  upload: 'M8 10.500V2.500M4.7 5.8 8 2.500l3.3 3.300M2.5 10.500v3h11v-3',
  download: 'M8 2.500v8M4.7 7.2 8 10.500l3.3-3.300M2.5 10.500v3h11v-3',
  copy: 'M5.5 5.500h8v8h-8zM10.5 5.500v-3h-8v8h3',
  pause: 'M5.2 3.500v9M10.8 3.500v9',
  follow: 'M8 2.500v9M4.5 8 8 11.5 11.5 8M3 13.800h10',
  up: 'M3.500 10 8 5.5 12.500 10',
  down: 'M3.500 6 8 10.5 12.500 6',
  chevron: 'M6 3.5 10.5 8 6 12.5',
  external: 'M6.5 3.500h-4v10h10v-4M9 2.500h4.500V7M13.5 2.5 7.5 8.5',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.500M8 13.500V15M1 8h1.500M13.5 8H15M3 3l1.1 1.100M11.9 11.9 13 13M3 13l1.1-1.100M11.9 4.1 13 3',
  moon: 'M13.3 9.800A5.8 5.8 0 0 1 6.2 2.700a5.8 5.8 0 1 0 7.1 7.100z',
  auto: 'M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM8 2v12M8 4.500h4.500M8 8h6M8 11.500h4.5',
  signOut: 'M6 2.500H2.500v11H6M10 4.7 13.3 8 10 11.300M13.3 8H6',
  edit: 'M2.5 13.500l.7-3L10.7 3l2.3 2.3-7.5 7.500z',
  globe: 'M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM2 8h12M8 2c-4 4-4 8 0 12M8 2c4 4 4 8 0 12',
} as const;

export type IconName = keyof typeof PATHS;

/** A sign beside a text, never instead of one: it is hidden from screen readers. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
