package engine

// Execution says what applying a plan to a client does (docs/runs.md).
type Execution uint8

// ExecuteRecord records every step at once, as told. ExecuteRun opens a run,
// whose steps are recorded one by one as they are made.
const (
	ExecuteRecord Execution = iota
	ExecuteRun
)

var executionNames = [...]string{"record", "run"}

// String returns "record" or "run".
func (e Execution) String() string { return executionNames[e] }

// ParseExecution reads "record" or "run".
func ParseExecution(s string) (Execution, error) {
	return parseName[Execution](executionNames[:], s, "execution")
}
