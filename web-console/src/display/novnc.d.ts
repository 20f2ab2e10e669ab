/** What is used of noVNC, which brings no types. */
declare module '@novnc/novnc' {
  /** What carries the protocol's bytes, in the place of a WebSocket of noVNC's own. */
  export type Channel = {
    binaryType: string;
    protocol: string;
    readyState: string;
    onopen: (() => void) | null;
    onmessage: ((event: { data: ArrayBuffer | Uint8Array }) => void) | null;
    onclose: ((event: { code: number; reason: string }) => void) | null;
    onerror: (() => void) | null;
    send: (bytes: Uint8Array<ArrayBuffer>) => void;
    close: () => void;
  };

  export default class RFB extends EventTarget {
    constructor(target: HTMLElement, channel: Channel, options?: { shared?: boolean });
    scaleViewport: boolean;
    background: string;
    disconnect(): void;
    focus(): void;
    blur(): void;
    sendCtrlAltDel(): void;
  }
}
