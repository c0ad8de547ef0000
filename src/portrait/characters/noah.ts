/** Noah: about fifty, square jaw, strong brows, short hair going grey, a few days' beard. */
import type { Figure } from "../figure.js";

export const noah: Figure = {
  id: "noah",
  label: "Noah, a man with short greying hair",
  round: { halfWidth: 84, halfHeight: 128, depth: 76 },
  outline: [...[0, -122, 40, -116, 66, -92, 76, -56, 78, -18, 77, 14, 74, 44, 67, 70, 51, 96, 28, 112, 0, 115]],
  touches: [
    [-60, -24, 14, 36, 8, "shade", 0.34],
    [62, -24, 18, 44, -8, "cool", 0.4],
    [-58, 56, 16, 26, 16, "shade", 0.34],
    [58, 54, 16, 28, -16, "deep", 0.2],
    [0, 96, 3, 10, 0, "shade", 0.35],
    [-34, 20, 16, 5, 16, "shade", 0.34],
    [34, 20, 16, 5, -16, "deep", 0.22],
  ],
  ear: { x: 79, y: 8, height: 1.06 },
  eye: { x: 34.5, y: 0, halfWidth: 18.6, upper: 8.8, lower: 6, tilt: 0.8, iris: 10, lashes: 0, liner: 1, crease: 2.2 },
  brow: {
    line: [11, -20.5, 22, -24.5, 36, -28, 50, -27, 61, -19],
    halves: [3.6, 4.5, 4.3, 3.3, 0.8],
    hairs: 44,
  },
  nose: { tipY: 35, baseY: 44.5, halfWidth: 17, bridge: 8.6, lift: 23 },
  mouth: { y: 72, halfWidth: 27, upper: 6, lower: 8.8, bow: 0.6 },
  body: {
    neck: [0, 70, 42, 72, 43, 104, 45, 124, 60, 140, 80, 156, 80, 230, 0, 236],
    opening: [0, 236, 20, 200, 44, 160, 58, 136],
    garment: [58, 136, 100, 148, 146, 160, 180, 184, 198, 226, 210, 300, 220, 460, 0, 460],
    collar: "jacket",
  },
  hair: {
    mass: [
      ...[-78, 6, -86, -30, -86, -70, -68, -116, -24, -142, 26, -144, 68, -120, 87, -72, 86, -30, 79, 6, 60, -40],
      ...[0, -70, -60, -40],
    ],
    hangs: [300, 400],
    back: [],
    front: [
      // The sides, cut short.
      {
        from: [-46, -96, -60, -70, -67, -44, -71, -16, -75, 6],
        to: [-50, -126, -78, -98, -87, -58, -86, -24, -78, 6],
        z: 22,
        strands: 26,
        sheen: [0.25, 0.9, 0.6],
        lit: 0.7,
      },
      {
        from: [58, -92, 67, -62, 70, -36, 72, -14, 76, 6],
        to: [74, -112, 88, -78, 90, -48, 87, -22, 79, 6],
        z: 20,
        strands: 22,
        sheen: [0.25, 0.9, 0.28],
        lit: 0.3,
      },
      // From the parting over the crown; the last one rises from the forehead.
      {
        from: [-60, -104, -42, -136, 6, -155, 58, -141, 86, -104, 90, -62],
        to: [-50, -92, -26, -118, 14, -130, 50, -118, 73, -92, 87, -56],
        z: 10,
        strands: 32,
        sheen: [0.25, 0.6, 0.26],
        lit: 0.5,
      },
      {
        from: [-57, -100, -38, -126, 4, -144, 46, -134, 74, -104, 85, -60],
        to: [-48, -84, -22, -99, 8, -106, 38, -101, 62, -84, 80, -54],
        z: 22,
        strands: 32,
        sheen: [0.2, 0.5, 0.34],
        lit: 0.6,
      },
      {
        from: [-54, -94, -30, -116, 4, -127, 36, -118, 60, -97, 77, -56],
        to: [-46, -79, -22, -86, 2, -90, 28, -88, 52, -78, 72, -48],
        z: 32,
        strands: 24,
        sheen: [0.15, 0.5, 0.42],
        lit: 0.8,
      },
    ],
    parting: [-46, -80, -49, -90, -52, -98],
    shadow: [73, -12, 71, -36, 66, -62, 46, -80, 24, -88, 2, -91, -22, -87, -45, -79, -61, -60, -68, -32, -71, -12],
  },
  rest: { smile: 0.42, wide: -0.04, squint: 0.1, browInner: 0.24, browOuterL: 0.12, browOuterR: 0.12 },
  age: 0.75,
  stubble: 0.5,
  light: {
    ...{ skin: "#b98560", hair: "#38322f", brows: "#332b28", eyes: "#5d6b57", lips: "#a8645a" },
    ...{ clothes: "#3a4660", shirt: "#eef1f4", background: "#dcd6cc", light: "#fff1dc", rim: "#dcebff" },
  },
  dark: {
    ...{ skin: "#a97755", hair: "#302b29", brows: "#2a2422", eyes: "#5d6b57", lips: "#985a52" },
    ...{ clothes: "#2c3650", shirt: "#ced3dc", background: "#2b2733", light: "#ffdfba", rim: "#8fb0ff" },
  },
};
