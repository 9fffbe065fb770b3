// GzipInput
