// Shaka Player with the HLS parser and without the DASH one: a third less to load than the whole build.
export { default } from "shaka-player/dist/shaka-player.hls-es2021.js";
