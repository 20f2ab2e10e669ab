/** Three panels on their hinges, the wings a little turned: a triptych. */
export function Logo({ size = 26 }: { size?: number }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        className="logo-vm"
        d="M1.8 6.2 8.5 8.4V24L1.8 27.200A1.2 1.2 0 0 1 .2 26V7.300a1.2 1.2 0 0 1 1.6-1.100z"
      />
      <path
        className="logo-container"
        d="M10.5 26.500V10.800C10.5 7 12.7 4 16 2.400c3.3 1.6 5.5 4.6 5.5 8.400v15.700a1.3 1.3 0 0 1-1.3 1.300h-8.400a1.3 1.3 0 0 1-1.3-1.300z"
      />
      <path
        className="logo-wasm"
        d="M30.2 6.2 23.5 8.400V24l6.7 3.200A1.2 1.2 0 0 0 31.8 26V7.300a1.2 1.2 0 0 0-1.6-1.100z"
      />
      <path className="logo-hinge" d="M8.5 12.500h2M8.5 20.500h2M21.5 12.500h2M21.5 20.500h2" />
    </svg>
  );
}
