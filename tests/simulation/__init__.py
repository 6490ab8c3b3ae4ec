"""The shop in a world that can be stopped, rewound and broken at every point: virtual time, everything in memory."""
