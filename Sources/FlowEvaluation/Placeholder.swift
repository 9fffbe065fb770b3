// FlowEvaluation
