// The package ships no types of its own.
declare module "espeak-ng" {
  const espeak: unknown;
  export default espeak;
}
