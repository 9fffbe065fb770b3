// SyntheticTraffic
