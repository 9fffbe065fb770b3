// RuleMatching
