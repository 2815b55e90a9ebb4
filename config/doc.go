// Package config reads accredit's configuration language, HCL in a directory
// of files, and resolves it to what the engine works with: engine.Desired. It
// is the only reader of HCL; all that writes HCL is in config/edit, which it
// never imports.
//
// It does not decide anything about access: it knows no rule and no plan. Of
// the state it knows what its cache keeps for the next run, and does nothing
// with it. It never asks for the time, the environment or the network, and reads
// nothing outside the directory it is given. Mistakes of an author are
// diagnostics, all of them collected; only a failure to read is an error.
package config
