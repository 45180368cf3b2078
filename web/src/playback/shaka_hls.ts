// Shaka Player with the HLS parser and without the DASH one: a third less to load than the whole build.
import type dash from "shaka-player/dist/shaka-player.dash-es2021.js";
import hls from "shaka-player/dist/shaka-player.hls-es2021.js";

// The two builds are the same player; their generated types are only told apart by private brands.
export default hls as unknown as typeof dash;
