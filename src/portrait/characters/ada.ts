/** Ada: in her thirties, oval face, long dark hair parted to one side and tucked behind one ear. */
import type { Figure } from "../figure.js";

export const ada: Figure = {
  id: "ada",
  label: "Ada, a woman with long dark hair",
  round: { halfWidth: 80, halfHeight: 124, depth: 74 },
  outline: [...[0, -120, 36, -114, 61, -90, 72, -54, 75, -18, 73.5, 14, 68.5, 42, 56, 70, 38, 92, 19, 104.5, 0, 107.5]],
  touches: [
    [-56, -20, 14, 34, 8, "shade", 0.3],
    [58, -22, 16, 40, -8, "cool", 0.36],
    [34, 78, 16, 20, 30, "shade", 0.3],
  ],
  ear: { x: 75, y: 10, height: 0.9 },
  eye: {
    x: 34.5,
    y: 0,
    halfWidth: 20.6,
    upper: 11.6,
    lower: 6.9,
    tilt: 2.8,
    iris: 11,
    lashes: 8.5,
    liner: 1.7,
    crease: 3.6,
  },
  brow: {
    line: [12.5, -25.5, 22, -28.6, 35, -32, 48, -31.6, 60, -24.5],
    halves: [2.6, 3.3, 3.2, 2.4, 0.4],
    hairs: 38,
  },
  nose: { tipY: 30.5, baseY: 39, halfWidth: 13.2, bridge: 6.4, lift: 18 },
  mouth: { y: 64.5, halfWidth: 26.5, upper: 8.4, lower: 11.4, bow: 0.75 },
  body: {
    neck: [0, 66, 34, 68, 32, 100, 31.5, 122, 40, 142, 74, 158, 74, 220, 0, 230],
    opening: [0, 212, 20, 196, 41, 165, 49, 145, 43, 128],
    garment: [43, 128, 56, 142, 90, 152, 126, 162, 153, 182, 168, 222, 180, 300, 190, 460, 0, 460],
    collar: "blouse",
  },
  hair: {
    mass: [
      ...[6, -147, 48, -139, 88, -109, 103, -62, 104, -6, 106, 54, 114, 104, 116, 150, 104, 186, 70, 200, 0, 190],
      ...[-60, 206, -92, 206, -112, 170, -114, 120, -108, 66, -106, 4, -104, -58, -86, -108, -40, -141],
    ],
    hangs: [60, 170],
    back: [
      // Behind the ear and the right shoulder.
      {
        from: [98, -70, 105, -10, 106, 50, 115, 102, 117, 150, 96, 196],
        to: [70, -60, 72, 0, 66, 60, 70, 110, 76, 150, 60, 190],
        z: -20,
        strands: 22,
        sheen: [0.5, 0.7, 0.16],
        lit: 0.3,
      },
    ],
    front: [
      // Right of the parting as we see it: back over the temple and behind the ear.
      {
        from: [4, -148, 46, -141, 86, -112, 104, -68, 106, -20, 100, 22],
        to: [12, -98, 36, -92, 56, -74, 70, -46, 80, -20, 92, 6],
        z: 24,
        strands: 30,
        sheen: [0.3, 0.55, 0.24],
        lit: 0.5,
      },
      {
        from: [18, -100, 40, -94, 60, -74, 73, -46, 82, -20, 90, 4],
        to: [17, -97, 32, -88, 50, -68, 65, -38, 76, -14, 88, 6],
        z: 28,
        strands: 8,
        sheen: [0.3, 0.5, 0.2],
        lit: 0.4,
      },
      // Left: an outer fall, the sweep over the forehead, and a lighter lock that curls before the shoulder.
      {
        from: [
          9, -147.5, -36, -145, -82, -120, -108, -70, -113, -8, -118, 56, -131, 112, -126, 168, -100, 214, -106, 244,
        ],
        to: [15, -104, -20, -110, -56, -92, -78, -50, -84, -2, -84, 50, -92, 100, -84, 150, -64, 196, -96, 244],
        z: 20,
        strands: 36,
        sheen: [0.17, 0.33, 0.46],
        lit: 0.7,
      },
      {
        from: [12, -120, -22, -124, -62, -104, -86, -60, -94, -6, -93, 48, -103, 98, -94, 148, -70, 196, -60, 232],
        to: [17, -98, -8, -96, -38, -78, -60, -44, -72, 0, -76, 44, -80, 92, -66, 138, -50, 184, -58, 232],
        z: 28,
        strands: 28,
        sheen: [0.2, 0.36, 0.6],
        lit: 0.95,
      },
      {
        from: [17, -99, -10, -98, -42, -80, -65, -44, -77, 0, -80, 44, -88, 90, -78, 130],
        to: [17, -97, -5, -93, -34, -74, -56, -40, -69, 2, -73, 40, -77, 80, -77, 130],
        z: 32,
        strands: 8,
        sheen: [0.25, 0.4, 0.3],
        lit: 0.7,
      },
    ],
    parting: [14.5, -99, 14, -109, 12, -122, 9, -134],
    shadow: [74, 34, 74, -12, 62, -40, 48, -68, 32, -87, 17, -94, -8, -90, -36, -70, -58, -36, -69, 4, -73, 44],
  },
  rest: { smile: 0.5, wide: -0.1, squint: 0.14, browInner: 0.16, browOuterL: 0.14, browOuterR: 0.14, blush: 0.12 },
  age: 0,
  stubble: 0,
  light: {
    ...{ skin: "#e4ad8e", hair: "#4b2a20", brows: "#4a3026", eyes: "#70502e", lips: "#c8686a" },
    ...{ clothes: "#2f6f73", shirt: "#f2eee8", background: "#cfdde0", light: "#fff3e2", rim: "#d8ecff" },
  },
  dark: {
    ...{ skin: "#d79f82", hair: "#3d231c", brows: "#3e2820", eyes: "#70502e", lips: "#b85e62" },
    ...{ clothes: "#24585e", shirt: "#dcd8d6", background: "#232b3a", light: "#ffe6c8", rim: "#86a8ff" },
  },
};
