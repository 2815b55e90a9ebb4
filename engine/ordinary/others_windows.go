package ordinary

import "io/fs"

// OpenToOthers is for systems whose modes say who may use a file. Here every
// file that can be written has mode 0666, and its access list decides, which a
// folder of the user's gives it.
func OpenToOthers(fs.FileInfo) bool { return false }
