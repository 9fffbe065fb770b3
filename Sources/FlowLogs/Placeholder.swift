// FlowLogs
