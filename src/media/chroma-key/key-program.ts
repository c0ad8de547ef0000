/** The WebGL program of the chroma key: draws one frame of a video, with the key's colour transparent. */
import type { Colour, KeySettings } from "./key-settings.js";

/** One triangle that covers the canvas. */
const VERTEX = `#version 300 es
out vec2 place;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0;
  place = vec2(corner.x, 1.0 - corner.y);
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

/**
 * Colours are compared without their brightness (Cb and Cr of BT.601), so that shadows on the wall are wall as well; the unit is
 * the distance from the wall to grey. Of the wall's reflection, what its strongest channel has beyond the two others is taken out.
 */
const FRAGMENT = `#version 300 es
precision mediump float;
in vec2 place;
out vec4 result;
uniform sampler2D picture;
uniform vec3 key;
uniform vec3 channel;
uniform vec3 limits;
vec2 chroma(vec3 colour) {
  return vec2(dot(colour, vec3(-0.169, -0.331, 0.5)), dot(colour, vec3(0.5, -0.419, -0.081)));
}
void main() {
  vec3 colour = texture(picture, place).rgb;
  vec2 wall = chroma(key);
  float far = distance(chroma(colour), wall) / max(length(wall), 0.01);
  float alpha = smoothstep(limits.x, limits.x + limits.y, far);
  vec3 rest = colour * (1.0 - channel);
  float brightest = max(rest.r, max(rest.g, rest.b));
  float average = (rest.r + rest.g + rest.b) / 2.0;
  float excess = max(dot(colour, channel) - (brightest + average) / 2.0, 0.0);
  result = vec4((colour - channel * excess * limits.z) * alpha, alpha);
}`;

export class KeyProgram {
  readonly #gl: WebGL2RenderingContext;
  readonly #key: WebGLUniformLocation | null;
  readonly #channel: WebGLUniformLocation | null;
  readonly #limits: WebGLUniformLocation | null;

  /** @throws Error where the program cannot be made, as after the loss of the context */
  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    const program = gl.createProgram();
    for (const [type, source] of [
      [gl.VERTEX_SHADER, VERTEX],
      [gl.FRAGMENT_SHADER, FRAGMENT],
    ] as const) {
      const shader = gl.createShader(type);
      if (!shader) throw new Error("WebGL has no shader to give.");
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
      throw new Error(`The chroma key cannot be drawn: ${gl.getProgramInfoLog(program) ?? "the context is lost"}`);
    }
    gl.useProgram(program);
    this.#key = gl.getUniformLocation(program, "key");
    this.#channel = gl.getUniformLocation(program, "channel");
    this.#limits = gl.getUniformLocation(program, "limits");
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    for (const [name, value] of [
      [gl.TEXTURE_MIN_FILTER, gl.LINEAR],
      [gl.TEXTURE_MAG_FILTER, gl.LINEAR],
      [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
      [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
    ] as const) {
      gl.texParameteri(gl.TEXTURE_2D, name, value);
    }
  }

  /** Draws one frame. @throws SecurityError for a picture of another origin */
  draw(picture: TexImageSource, colour: Colour, { similarity, smoothness, spill }: KeySettings): void {
    const gl = this.#gl;
    const { width, height } = gl.canvas;
    gl.viewport(0, 0, width, height);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, gl.RGB, gl.UNSIGNED_BYTE, picture);
    const strongest = colour.indexOf(Math.max(...colour));
    gl.uniform3f(this.#key, ...colour);
    gl.uniform3f(this.#channel, Number(strongest === 0), Number(strongest === 1), Number(strongest === 2));
    // A width of nothing has no smooth step.
    gl.uniform3f(this.#limits, similarity, Math.max(smoothness, 0.001), spill);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }
}
