"""The ledger of planning contributions (S.106 and CIL): what is in force, the seven sums, the clock, what changed."""
