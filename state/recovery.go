package state

import "strings"

// recoveries say what to do about a problem, by where it was found; the same
// stands in docs/operations.md, where each has been tried.
var recoveries = []struct{ where, text string }{
	{"mode", "Take the rights of others away: chmod 600 on the file."},
	{"schema", "Somebody changed tables, indexes, views or triggers without accredit, and who could do that could change all else. " +
		"Restore the latest backup: accredit state restore BACKUP; then plan and apply again."},
	{"torn checkpoint", "Writing it was cut short, by a full disk perhaps. Write it again, in its place: accredit history checkpoint --key FILE --to FILE."},
	{"checkpoints", "Find out who changed the file (git log), and put it back as git has it; then verify again."},
	{"key", "Give the verifier of the key that signed them; after a change of keys give both. If it is the right one, find out who changed the file (git log)."},
	{"file", "Restore the latest backup: accredit state restore BACKUP. What is newer is in git: plan and apply again."},
	{"rows", "Restore the latest backup: accredit state restore BACKUP. What is newer is in git: plan and apply again."},
	{"content", "Somebody changed rows without accredit. Restore the latest backup: accredit state restore BACKUP; then plan and apply again."},
	{"grants", "Somebody changed rows without accredit. Restore the latest backup: accredit state restore BACKUP; then plan and apply again."},
	{"gone", "Somebody changed rows without accredit. Restore the latest backup: accredit state restore BACKUP; then plan and apply again."},
	{"origins", "Somebody changed rows without accredit. Restore the latest backup: accredit state restore BACKUP; then plan and apply again."},
	{"", "History was changed. Find out who could, and restore the latest backup in which it verifies: accredit state restore BACKUP --replace-newer. " +
		"Without one, what is recorded can be carried into a new state: accredit show --format json, and accredit import."},
}

// Recovery is what to do about the problem, in a sentence.
func (p Problem) Recovery() string {
	for _, r := range recoveries {
		if strings.HasPrefix(p.Where, r.where) {
			return r.text
		}
	}
	return ""
}
