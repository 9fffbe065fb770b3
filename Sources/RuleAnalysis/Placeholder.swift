// RuleAnalysis
